using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Storage;

/// <summary>Reads a sample from the bytes of a record, whose checksum has been compared; still nothing in it is trusted.</summary>
internal static class RecordReader
{
    private const int InfoNumbers = 12;

    /// <summary>Reads a sample.</summary>
    /// <param name="record">The bytes.</param>
    /// <param name="place">What an error says of the record's place.</param>
    /// <exception cref="TrainingDataException">The record is damaged.</exception>
    public static TrainingSample Read(ReadOnlySpan<byte> record, string place)
    {
        try
        {
            return Read(record);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException or IOException or ImageException)
        {
            throw new TrainingDataException($"{place}: the record is damaged ({MessageText.OneLine(e.Message).TrimEnd('.')}), a training sample is expected; make the dataset again.", e);
        }
    }

    private static TrainingSample Read(ReadOnlySpan<byte> record)
    {
        if (record.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(record) != RecordFormat.Magic)
        {
            throw new InvalidDataException("it does not begin with S3R1");
        }

        var sections = new Dictionary<uint, Range>();
        for (int at = 4; at < record.Length;)
        {
            if (record.Length - at < 8)
            {
                throw new InvalidDataException("it ends within a section's head");
            }

            uint tag = BinaryPrimitives.ReadUInt32LittleEndian(record[at..]);
            int length = BinaryPrimitives.ReadInt32LittleEndian(record[(at + 4)..]);
            at += 8;
            if (length < 0 || length > record.Length - at || !sections.TryAdd(tag, at..(at + length)))
            {
                throw new InvalidDataException($"a section of {length} bytes does not fit, or comes twice");
            }

            at += length;
        }

        RecordInfo info = ReadInfo(Section(record, sections, RecordFormat.Info));
        RgbImage image = RgbImage.Load(
            new MemoryStream(Section(record, sections, RecordFormat.Image).ToArray()), new ImageReadOptions { MaxPixels = (long)info.Width * info.Height });
        if (image.Width != info.Width || image.Height != info.Height)
        {
            throw new InvalidDataException($"the picture has {image.Width}×{image.Height} pixels, expected {info.Width}×{info.Height}");
        }

        int pixels = info.Width * info.Height;
        return new TrainingSample
        {
            Id = info.Id,
            Family = info.Family,
            Symmetry = info.Symmetry,
            Image = image,
            Mask = ReadMask(Deflate.Unpack(Section(record, sections, RecordFormat.Mask), (pixels + 7) / 8), info),
            PointMap = ReadPoints(Deflate.Unpack(Section(record, sections, RecordFormat.Points), 6 * pixels), info),
            Camera = info.Camera,
            Pose = info.Pose,
            Voxels = ReadVoxels(record, sections, info),
            Surface = info.SurfacePoints > 0 ? ReadSurface(Deflate.Unpack(Section(record, sections, RecordFormat.SurfacePoints), RecordFormat.SurfacePointBytes * info.SurfacePoints)) : null,
        };
    }

    private static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> record, Dictionary<uint, Range> sections, uint tag) =>
        sections.TryGetValue(tag, out Range range) ? record[range] : throw new InvalidDataException($"section {tag:X8} is missing");

    private static RecordInfo ReadInfo(ReadOnlySpan<byte> data)
    {
        const int fixedLength = 24 + (4 * InfoNumbers) + 2;
        if (data.Length < fixedLength)
        {
            throw new InvalidDataException("the section INFO is too short");
        }

        long id = BinaryPrimitives.ReadInt64LittleEndian(data);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(data[8..]), height = BinaryPrimitives.ReadUInt16LittleEndian(data[10..]), resolution = BinaryPrimitives.ReadUInt16LittleEndian(data[12..]);
        var symmetry = (ObjectSymmetry)data[14];
        int voxels = BinaryPrimitives.ReadInt32LittleEndian(data[16..]), points = BinaryPrimitives.ReadInt32LittleEndian(data[20..]);
        bool fits = width is > 0 and <= DatasetLimits.MaxImageSide && height is > 0 and <= DatasetLimits.MaxImageSide
            && resolution is > 0 and <= DatasetLimits.MaxResolution && resolution % 2 == 0
            && voxels >= 0 && voxels <= resolution * resolution * resolution && points is >= 0 and <= DatasetLimits.MaxSurfacePoints && Enum.IsDefined(symmetry);
        if (!fits)
        {
            throw new InvalidDataException($"sizes {width}×{height}, {resolution}, {voxels}, {points} or symmetry {(int)symmetry} are out of range");
        }

        Span<float> n = stackalloc float[InfoNumbers];
        for (int i = 0; i < n.Length; i++)
        {
            n[i] = BinaryPrimitives.ReadSingleLittleEndian(data[(24 + (4 * i))..]);
            if (!float.IsFinite(n[i]))
            {
                throw new InvalidDataException("camera or pose is not finite");
            }
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(data[(fixedLength - 2)..]);
        string? family = data.Length == fixedLength + nameLength ? Encoding.UTF8.GetString(data[fixedLength..]) : null;
        if (family is null || family.Length > DatasetLimits.MaxNameLength || family.Any(char.IsControl))
        {
            throw new InvalidDataException($"the family's name does not fit, has more than {DatasetLimits.MaxNameLength} characters, or some that are no text");
        }

        var pose = new ObjectPose { Rotation = new Quaternion(n[4], n[5], n[6], n[7]), Translation = new Vector3(n[8], n[9], n[10]), Scale = n[11], IsMetric = data[15] != 0 };
        return new RecordInfo(id, width, height, resolution, symmetry, voxels, points, new CameraIntrinsics(n[0], n[1], n[2], n[3]), pose, family);
    }

    private static Mask ReadMask(byte[] bits, RecordInfo info)
    {
        byte[] values = new byte[info.Width * info.Height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (byte)((bits[i >> 3] >> (i & 7)) & 1);
        }

        return new Mask(info.Width, info.Height, values);
    }

    private static PointMap ReadPoints(byte[] planes, RecordInfo info)
    {
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(RecordFormat.LittleEndian(planes));
        int count = info.Width * info.Height;
        float[] points = new float[3 * count];
        for (int i = 0; i < count; i++)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                points[(3 * i) + axis] = (float)halves[(axis * count) + i];
            }
        }

        return new PointMap(info.Width, info.Height, points, info.Pose.IsMetric);
    }

    private static SampleVoxels ReadVoxels(ReadOnlySpan<byte> record, Dictionary<uint, Range> sections, RecordInfo info)
    {
        int count = info.SurfaceVoxels;
        byte[] occupancy = Deflate.Unpack(Section(record, sections, RecordFormat.Occupancy), info.Resolution * info.Resolution * info.Resolution / 8);
        byte[] data = Deflate.Unpack(Section(record, sections, RecordFormat.SurfaceVoxels), RecordFormat.SurfaceVoxelBytes * count);
        byte[]? fine = sections.ContainsKey(RecordFormat.Fine) ? Deflate.Unpack(Section(record, sections, RecordFormat.Fine), checked(count * SampleVoxels.FineCount)) : null;
        var (indices, colors, normals, distances) = (new VoxelIndex[count], new Vector3[count], new Vector3[count], new float[count]);
        for (int i = 0; i < count; i++)
        {
            indices[i] = new VoxelIndex(data[3 * i], data[(3 * i) + 1], data[(3 * i) + 2]);
            colors[i] = ReadColor(data.AsSpan((3 * count) + (3 * i)));
            normals[i] = ReadNormal(data.AsSpan((6 * count) + (3 * i)));
            distances[i] = Quantize.Distance(data[(9 * count) + i]);
        }

        return new SampleVoxels(occupancy, new SparseVoxels(info.Resolution, indices), colors, normals, distances, fine);
    }

    private static SurfaceSamples ReadSurface(byte[] data)
    {
        int count = data.Length / RecordFormat.SurfacePointBytes;
        var (positions, normals, colors) = (new Vector3[count], new Vector3[count], new Vector3[count]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> p = data.AsSpan(6 * i);
            positions[i] = new Vector3(
                (float)BinaryPrimitives.ReadHalfLittleEndian(p), (float)BinaryPrimitives.ReadHalfLittleEndian(p[2..]), (float)BinaryPrimitives.ReadHalfLittleEndian(p[4..]));
            normals[i] = ReadNormal(data.AsSpan((6 * count) + (3 * i)));
            colors[i] = ReadColor(data.AsSpan((9 * count) + (3 * i)));
        }

        return new SurfaceSamples(positions, normals, colors);
    }

    private static Vector3 ReadColor(ReadOnlySpan<byte> p) => Quantize.FromBytes(p[0], p[1], p[2]);

    private static Vector3 ReadNormal(ReadOnlySpan<byte> p) => Quantize.FromBytes((sbyte)p[0], (sbyte)p[1], (sbyte)p[2]);

    private sealed record RecordInfo(
        long Id, int Width, int Height, int Resolution, ObjectSymmetry Symmetry, int SurfaceVoxels, int SurfacePoints, CameraIntrinsics Camera, ObjectPose Pose, string Family);
}
