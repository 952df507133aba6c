using System.Buffers.Binary;

namespace Sam3D.Conversion;

/// <summary>The checksum of zip files: CRC-32 of ISO 3309, reversed polynomial 0xEDB88320, eight bytes a step by tables.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const int Lanes = 8;
    private static readonly uint[][] Tables = BuildTables();

    /// <summary>Continues a checksum; the first one is 0.</summary>
    /// <param name="crc">The checksum of what came before.</param>
    /// <param name="bytes">What follows.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        while (bytes.Length >= Lanes)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = t7[(byte)word] ^ t6[(byte)(word >> 8)] ^ t5[(byte)(word >> 16)] ^ t4[(byte)(word >> 24)]
                ^ t3[(byte)(word >> 32)] ^ t2[(byte)(word >> 40)] ^ t1[(byte)(word >> 48)] ^ t0[(byte)(word >> 56)];
            bytes = bytes[Lanes..];
        }

        foreach (byte value in bytes)
        {
            crc = t0[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    // Table k holds the effect of a byte that k further bytes follow.
    private static uint[][] BuildTables()
    {
        uint[][] tables = [.. Enumerable.Range(0, Lanes).Select(_ => new uint[256])];
        for (uint value = 0; value < 256; value++)
        {
            uint crc = value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            tables[0][value] = crc;
        }

        for (int k = 1; k < Lanes; k++)
        {
            for (int value = 0; value < 256; value++)
            {
                uint before = tables[k - 1][value];
                tables[k][value] = tables[0][(byte)before] ^ (before >> 8);
            }
        }

        return tables;
    }
}
