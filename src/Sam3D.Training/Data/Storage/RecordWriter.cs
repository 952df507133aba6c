using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Sam3D.Rendering;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Storage;

/// <summary>Turns a sample into the bytes of a record; the format stands in docs/training-data.md.</summary>
internal static class RecordWriter
{
    /// <summary>The bytes of a sample.</summary>
    public static byte[] Write(TrainingSample sample)
    {
        using var stream = new MemoryStream(1 << 17);
        using var writer = new BinaryWriter(stream);
        writer.Write(RecordFormat.Magic);
        WriteSection(writer, RecordFormat.Info, Info(sample));
        WriteSection(writer, RecordFormat.Image, PngEncoder.Encode(sample.Image));
        WriteSection(writer, RecordFormat.Mask, Deflate.Pack(Bits(sample.Mask)));
        WriteSection(writer, RecordFormat.Points, Deflate.Pack(Planes(sample.PointMap)));
        WriteSection(writer, RecordFormat.Occupancy, Deflate.Pack(sample.Voxels.Occupancy));
        WriteSection(writer, RecordFormat.SurfaceVoxels, Deflate.Pack(SurfaceVoxels(sample.Voxels)));
        if (sample.Voxels.Fine is byte[] fine)
        {
            WriteSection(writer, RecordFormat.Fine, Deflate.Pack(fine));
        }

        if (sample.Surface is SurfaceSamples surface)
        {
            WriteSection(writer, RecordFormat.SurfacePoints, Deflate.Pack(SurfacePoints(surface)));
        }

        return stream.ToArray();
    }

    private static void WriteSection(BinaryWriter writer, uint tag, byte[] data)
    {
        writer.Write(tag);
        writer.Write(data.Length);
        writer.Write(data);
    }

    private static byte[] Info(TrainingSample sample)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        byte[] family = Encoding.UTF8.GetBytes(MessageText.OneLine(sample.Family, DatasetLimits.MaxNameLength - 1)); // names of files can hold anything
        ObjectPose pose = sample.Pose;
        writer.Write(sample.Id);
        writer.Write((ushort)sample.Image.Width);
        writer.Write((ushort)sample.Image.Height);
        writer.Write((ushort)sample.Voxels.Resolution);
        writer.Write((byte)sample.Symmetry);
        writer.Write(pose.IsMetric);
        writer.Write(sample.Voxels.Surface.Count);
        writer.Write(sample.Surface?.Count ?? 0);
        ReadOnlySpan<float> numbers =
        [
            sample.Camera.FocalX, sample.Camera.FocalY, sample.Camera.CenterX, sample.Camera.CenterY,
            pose.Rotation.X, pose.Rotation.Y, pose.Rotation.Z, pose.Rotation.W,
            pose.Translation.X, pose.Translation.Y, pose.Translation.Z, pose.Scale,
        ];
        foreach (float number in numbers)
        {
            writer.Write(number);
        }

        writer.Write((ushort)family.Length);
        writer.Write(family);
        return stream.ToArray();
    }

    private static byte[] Bits(Mask mask)
    {
        byte[] bits = new byte[(mask.Values.Length + 7) / 8];
        for (int i = 0; i < mask.Values.Length; i++)
        {
            bits[i >> 3] |= (byte)((mask.Values[i] & 1) << (i & 7));
        }

        return bits;
    }

    // All x, then all y, then all z: neighbours are alike, which compresses better.
    private static byte[] Planes(PointMap map)
    {
        int count = map.Width * map.Height;
        byte[] planes = new byte[6 * count];
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(planes.AsSpan());
        ReadOnlySpan<float> points = map.Points;
        for (int i = 0; i < count; i++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                halves[(axis * count) + i] = (Half)points[(3 * i) + axis];
            }
        }

        return RecordFormat.LittleEndian(planes);
    }

    private static byte[] SurfaceVoxels(SampleVoxels voxels)
    {
        int count = voxels.Surface.Count;
        byte[] data = new byte[RecordFormat.SurfaceVoxelBytes * count];
        Span<byte> places = data.AsSpan(0, 3 * count), colors = data.AsSpan(3 * count, 3 * count), normals = data.AsSpan(6 * count, 3 * count), distances = data.AsSpan(9 * count);
        for (int i = 0; i < count; i++)
        {
            VoxelIndex v = voxels.Surface.Indices[i];
            (places[3 * i], places[(3 * i) + 1], places[(3 * i) + 2]) = ((byte)v.X, (byte)v.Y, (byte)v.Z);
            WriteColor(colors[(3 * i)..], voxels.Colors[i]);
            WriteNormal(normals[(3 * i)..], voxels.Normals[i]);
            distances[i] = Quantize.ToByte(voxels.Distances[i]);
        }

        return data;
    }

    private static byte[] SurfacePoints(SurfaceSamples surface)
    {
        int count = surface.Count;
        byte[] data = new byte[RecordFormat.SurfacePointBytes * count];
        Span<byte> places = data.AsSpan(0, 6 * count), normals = data.AsSpan(6 * count, 3 * count), colors = data.AsSpan(9 * count);
        for (int i = 0; i < count; i++)
        {
            Vector3 p = surface.Positions[i];
            BinaryPrimitives.WriteHalfLittleEndian(places[(6 * i)..], (Half)p.X);
            BinaryPrimitives.WriteHalfLittleEndian(places[((6 * i) + 2)..], (Half)p.Y);
            BinaryPrimitives.WriteHalfLittleEndian(places[((6 * i) + 4)..], (Half)p.Z);
            WriteNormal(normals[(3 * i)..], surface.Normals[i]);
            WriteColor(colors[(3 * i)..], surface.Colors[i]);
        }

        return data;
    }

    private static void WriteColor(Span<byte> target, Vector3 linear) => (target[0], target[1], target[2]) =
        (ColorSpace.ToSrgbByte(linear.X), ColorSpace.ToSrgbByte(linear.Y), ColorSpace.ToSrgbByte(linear.Z));

    private static void WriteNormal(Span<byte> target, Vector3 normal)
    {
        (sbyte x, sbyte y, sbyte z) = Quantize.ToBytes(normal);
        (target[0], target[1], target[2]) = ((byte)x, (byte)y, (byte)z);
    }
}
