using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Sam3D.Export;

namespace Sam3D.DataEngine;

/// <summary>Voxels as a NumPy file (NPY 1.0): int32, little-endian, [N, 3], one row (x, y, z) a voxel.</summary>
internal static class VoxelFile
{
    private const int Alignment = 64;
    private const int PrefixBytes = 10;

    /// <summary>Writes a file.</summary>
    /// <exception cref="ExportException">The place cannot be written.</exception>
    public static void Save(string path, SparseVoxels voxels) => AtomicFile.Write(path, stream =>
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<i4', 'fortran_order': False, 'shape': ({voxels.Count}, 3), }}");
        int padded = ((PrefixBytes + header.Length + Alignment) / Alignment * Alignment) - PrefixBytes;
        byte[] bytes = new byte[PrefixBytes + padded + (12 * voxels.Count)];
        bytes[0] = 0x93;
        Encoding.ASCII.GetBytes("NUMPY\u0001\0").CopyTo(bytes, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)padded);
        Encoding.ASCII.GetBytes(header.PadRight(padded - 1) + "\n").CopyTo(bytes, PrefixBytes);
        Span<byte> rows = bytes.AsSpan(PrefixBytes + padded);
        for (int i = 0; i < voxels.Count; i++)
        {
            VoxelIndex v = voxels.Indices[i];
            BinaryPrimitives.WriteInt32LittleEndian(rows[(12 * i)..], v.X);
            BinaryPrimitives.WriteInt32LittleEndian(rows[((12 * i) + 4)..], v.Y);
            BinaryPrimitives.WriteInt32LittleEndian(rows[((12 * i) + 8)..], v.Z);
        }

        stream.Write(bytes);
    });
}
