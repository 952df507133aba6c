using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sam3D.Training.Data.Storage;

/// <summary>Numbers of the record format; see docs/training-data.md.</summary>
internal static class RecordFormat
{
    /// <summary>First four bytes of a record: <c>S3R1</c>.</summary>
    public const uint Magic = 0x31523353;

    /// <summary>Bytes a surface voxel: place, colour, normal, distance.</summary>
    public const int SurfaceVoxelBytes = 10;

    /// <summary>Bytes a surface point: place, normal, colour.</summary>
    public const int SurfacePointBytes = 12;

    /// <summary>Sizes, camera, pose, family.</summary>
    public const uint Info = 0x4F464E49;

    /// <summary>The picture.</summary>
    public const uint Image = 0x47414D49;

    /// <summary>The mask.</summary>
    public const uint Mask = 0x4B53414D;

    /// <summary>The point map.</summary>
    public const uint Points = 0x53544E50;

    /// <summary>Occupied voxels.</summary>
    public const uint Occupancy = 0x5543434F;

    /// <summary>Voxels of the surface.</summary>
    public const uint SurfaceVoxels = 0x46525553;

    /// <summary>Fine distances.</summary>
    public const uint Fine = 0x454E4946;

    /// <summary>Points of the surface.</summary>
    public const uint SurfacePoints = 0x504D4153;

    /// <summary>Turns 16-bit numbers of this machine into little-endian ones, or back.</summary>
    public static byte[] LittleEndian(byte[] halves)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(halves.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return halves;
    }
}
