using System.Buffers.Binary;

namespace Sam3D.Gaussians;

/// <summary>
/// The first 16 decompressed bytes of an SPZ file: magic and version, number of Gaussians (uint32 each), degree of the spherical harmonics, bits behind the
/// point of a coordinate, flags, and a byte of 0. Flags (1: trained with antialiasing, 2: extensions at the end) change nothing of what is read here.
/// </summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Count">Number of Gaussians.</param>
/// <param name="Degree">Degree of the spherical harmonics, 0 to 4.</param>
/// <param name="FractionBits">Bits behind the point of a coordinate, 0 to 24.</param>
internal readonly record struct SpzHeader(int Version, int Count, int Degree, int FractionBits)
{
    private const uint Magic = 0x5053474E; // "NGSP"
    private const int Bytes = 16;
    private const int MaxDegree = 4, MaxFractionBits = 24;

    /// <summary>Bytes of a rotation.</summary>
    public int RotationBytes => Version == 2 ? 3 : 4;

    /// <summary>Bytes of a Gaussian's spherical harmonics above degree 0.</summary>
    public int HarmonicsBytes => 3 * (((Degree + 1) * (Degree + 1)) - 1);

    /// <summary>Checks that a gzip stream begins here.</summary>
    /// <exception cref="GaussianFileException">Something else does.</exception>
    public static void RequireGzip(Stream stream, string name)
    {
        long length = stream.Length - stream.Position;
        if (length < BoundedGzip.SmallestLength)
        {
            throw new GaussianFileException($"Cannot read {name}: it has {length} bytes, too few for an SPZ file; the file is cut off, fetch it again.");
        }

        Span<byte> start = stackalloc byte[4];
        stream.ReadExactly(start);
        stream.Position -= start.Length;
        if (start[0] != 0x1F || start[1] != 0x8B)
        {
            throw new GaussianFileException(BinaryPrimitives.ReadUInt32LittleEndian(start) == Magic
                ? $"Cannot read {name}: it is an SPZ file of version 4 or later; convert it to version 3."
                : $"Cannot read {name}: it begins with the bytes {Convert.ToHexString(start)}, expected the gzip stream of an SPZ file (1F8B); give an SPZ file.");
        }
    }

    /// <summary>Reads and checks a header.</summary>
    /// <param name="gzip">At the file's begin.</param>
    /// <param name="name">The file in errors.</param>
    /// <param name="options">Limits.</param>
    /// <param name="limit">Most bytes that the file may decompress to.</param>
    /// <exception cref="GaussianFileException">This is no SPZ file, or it promises too much.</exception>
    public static SpzHeader Read(BoundedGzip gzip, string name, GaussianReadOptions options, long limit)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        gzip.ReadExactly(bytes);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (magic != Magic)
        {
            throw Refuse(name, $"its content begins with {magic:X8}, expected {Magic:X8}; give an SPZ file");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (version is not (2 or 3))
        {
            throw Refuse(name, $"it is of version {version}, versions 2 and 3 can be read; convert it to version 3");
        }

        if (bytes[12] > MaxDegree || bytes[13] > MaxFractionBits)
        {
            throw Refuse(
                name,
                $"its spherical harmonics are of degree {bytes[12]} and its coordinates have {bytes[13]} bits behind the point, expected at most {MaxDegree} and {MaxFractionBits}; the file is damaged, fetch it again");
        }

        int count = PlainGaussians.CheckCount(BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]), name, options);
        var header = new SpzHeader((int)version, count, bytes[12], bytes[13]);
        long length = Bytes + (count * (9L + 1 + 3 + 3 + header.RotationBytes + header.HarmonicsBytes));
        return length <= limit
            ? header
            : throw Refuse(
                name,
                $"its {count} Gaussians take {length} bytes when decompressed, the limit is {limit} for a file of its size; fetch the file again, or raise {nameof(GaussianReadOptions)}.{nameof(GaussianReadOptions.MaxDecompressedBytes)} and {nameof(GaussianReadOptions.MaxCompressionRatio)} if that is right");
    }

    /// <summary>Writes the header.</summary>
    public void Write(Stream stream)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Count);
        (bytes[12], bytes[13], bytes[14], bytes[15]) = ((byte)Degree, (byte)FractionBits, 0, 0);
        stream.Write(bytes);
    }

    private static GaussianFileException Refuse(string name, string what) => new($"Cannot read {name}: {what}.");
}
