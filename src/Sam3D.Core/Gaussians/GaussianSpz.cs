using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Sam3D.Export;

namespace Sam3D.Gaussians;

/// <summary>Reads and writes Gaussians as SPZ, Niantic's open compressed format (github.com/nianticlabs/spz, versions 2 and 3).</summary>
/// <remarks>
/// <para>
/// A gzip stream, little endian: a header of 16 bytes (<see cref="SpzHeader"/>), then attribute by attribute for all Gaussians: positions 3 × 24-bit fixed point,
/// opacities uint8, colours 3 × uint8 (255·(0.15·f + 0.5) of the coefficient f), scales 3 × uint8 (16·(ln σ + 10)), rotations (<see cref="SpzRotation"/>).
/// Version 3 is written, without spherical harmonics of higher degrees; those of a file that is read are skipped.
/// </para>
/// <para>
/// The format prescribes axes: x right, y up, z towards the viewer. So z up becomes y up, as in GLB files: object space (x, y, z) is (x, z, −y) in the file, and
/// reading turns it back. Order is kept. The same cloud gives the same bytes, unless the platform's gzip differs.
/// </para>
/// <para>
/// Rounding: a coordinate by 2⁻¹⁷ where all are below 128 in magnitude (more for larger clouds), an opacity by 1/510, a coefficient of a colour by
/// 1/76.5 where it lies within ±10/3 (else it becomes the nearer), a scale by the factor exp(1/32) where it lies between 4.5·10⁻⁵ and 379 (else it becomes the
/// nearer), each of the three smaller components of the unit quaternion by √½/1022.
/// </para>
/// </remarks>
public static class GaussianSpz
{
    /// <summary>Files whose content decompresses to so much are read whatever their ratio.</summary>
    internal const long UnquestionedBytes = 1 << 20;

    private const int Version = 3;
    private const int MaxFractionBits = 16;
    private const int MaxFixed = (1 << 23) - 1;
    private const double ColorFactor = 0.15, ScaleOffset = 10, ScaleFactor = 16;

    // (x, y, z) → (x, z, −y): a quarter turn about x.
    private static readonly Quaternion Turn = new(-0.70710678f, 0, 0, 0.70710678f);

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="path">The file to make or replace.</param>
    /// <exception cref="ExportException">The place cannot be written to, or the cloud cannot; see <see cref="Write"/>.</exception>
    public static void SaveSpz(this GaussianCloud cloud, string path) => AtomicFile.Write(path, stream => Write(cloud, stream));

    /// <summary>Writes Gaussians.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <exception cref="ExportException">A number is not finite, or a coordinate is above 8,388,607 in magnitude.</exception>
    public static void Write(GaussianCloud cloud, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(stream);
        int fractionBits = FractionBits(cloud);
        using var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        var buffer = new BufferedStream(gzip, 1 << 16); // flushed, not closed: the end is written by the gzip stream
        new SpzHeader(Version, cloud.Count, 0, fractionBits).Write(buffer);
        WritePositions(cloud, buffer, fractionBits);
        for (int i = 0; i < cloud.Count; i++)
        {
            float opacity = cloud.Opacity(i);
            PlainGaussians.RequireFinite(opacity, "SPZ", "opacity", i);
            buffer.WriteByte(PlainGaussians.ToByte(255.0 * opacity));
        }

        for (int i = 0; i < cloud.RawColors.Length; i++)
        {
            PlainGaussians.RequireFinite(cloud.RawColors[i], "SPZ", "colour", i / 3);
            buffer.WriteByte(PlainGaussians.ToByte(255.0 * ((ColorFactor * cloud.RawColors[i]) + 0.5)));
        }

        for (int i = 0; i < cloud.RawScales.Length; i++)
        {
            float scale = cloud.Activations.Scale(cloud.RawScales[i]);
            PlainGaussians.RequireFinite(scale, "SPZ", "scale", i / 3);
            buffer.WriteByte(PlainGaussians.ToByte(ScaleFactor * (Math.Log(scale) + ScaleOffset)));
        }

        WriteRotations(cloud, buffer);
        buffer.Flush();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="GaussianFileException">The file is missing or cannot be used; see <see cref="Read"/>.</exception>
    public static GaussianCloud Load(string path, GaussianReadOptions? options = null) =>
        PlainGaussians.Load(path, "SPZ", (stream, name) => ReadNamed(stream, name, options));

    /// <summary>Reads Gaussians from the stream's position to its end.</summary>
    /// <param name="stream">A stream that can seek; stays open.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="GaussianFileException">
    /// The content is no SPZ of version 2 or 3, is truncated or damaged (its checksum is compared), or is above the limits.
    /// </exception>
    public static GaussianCloud Read(Stream stream, GaussianReadOptions? options = null) => ReadNamed(stream, "the SPZ stream", options);

    private static GaussianCloud ReadNamed(Stream stream, string name, GaussianReadOptions? options)
    {
        PlainGaussians.RequireSeekable(stream);
        options ??= new GaussianReadOptions();
        options.Validate();
        SpzHeader.RequireGzip(stream, name);
        long limit = Math.Min(
            options.MaxDecompressedBytes, Math.Max(UnquestionedBytes, (stream.Length - stream.Position) * options.MaxCompressionRatio));
        using var gzip = new BoundedGzip(stream, name, limit);
        SpzHeader header = SpzHeader.Read(gzip, name, options, limit);
        var plain = new PlainGaussians(header.Count);
        byte[] scratch = new byte[12 * 4096]; // a multiple of the bytes of every attribute
        ReadPositions(gzip, header, scratch, plain.Positions);
        ReadBytes(gzip, scratch, plain.Opacities, PlainGaussians.LogitOf);
        ReadBytes(gzip, scratch, plain.Colors, b => (float)(((b / 255.0) - 0.5) / ColorFactor));
        ReadBytes(gzip, scratch, plain.Scales, b => (float)((b / ScaleFactor) - ScaleOffset));
        ReadRotations(gzip, header, scratch, plain);
        gzip.Skip((long)header.Count * header.HarmonicsBytes, scratch);
        gzip.Finish(scratch);
        return plain.ToCloud();
    }

    /// <summary>As many bits behind the point as the largest coordinate leaves, at most 16: a sixtieth of the smallest scale of the decoders.</summary>
    private static int FractionBits(GaussianCloud cloud)
    {
        float largest = 0;
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 p = Vector3.Abs(cloud.Position(i));
            float size = Math.Max(p.X, Math.Max(p.Y, p.Z)); // NaN where one is
            PlainGaussians.RequireFinite(size, "SPZ", "position", i);
            largest = Math.Max(largest, size);
        }

        for (int bits = MaxFractionBits; bits >= 0; bits--)
        {
            if (Math.Round((double)largest * (1 << bits)) <= MaxFixed)
            {
                return bits;
            }
        }

        throw new ExportException($"Cannot write SPZ: a coordinate is {largest}, the format holds at most {MaxFixed}; scale the cloud down or write PLY.");
    }

    private static void WritePositions(GaussianCloud cloud, Stream stream, int fractionBits)
    {
        Span<byte> number = stackalloc byte[4];
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 p = cloud.Position(i);
            var turned = new Vector3(p.X, p.Z, -p.Y);
            for (int axis = 0; axis < 3; axis++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, (int)Math.Round((double)turned[axis] * (1 << fractionBits)));
                stream.Write(number[..3]);
            }
        }
    }

    private static void WriteRotations(GaussianCloud cloud, Stream stream)
    {
        Span<byte> number = stackalloc byte[4];
        for (int i = 0; i < cloud.Count; i++)
        {
            Quaternion rotation = Turn * cloud.Rotation(i);
            PlainGaussians.RequireFinite(rotation.LengthSquared(), "SPZ", "rotation", i);
            BinaryPrimitives.WriteUInt32LittleEndian(number, SpzRotation.Pack(rotation));
            stream.Write(number);
        }
    }

    private static void ReadPositions(BoundedGzip gzip, SpzHeader header, Span<byte> scratch, Span<float> positions)
    {
        const int rowBytes = 9;
        float unit = 1f / (1 << header.FractionBits);
        scratch = scratch[..(scratch.Length / rowBytes * rowBytes)];
        for (int at = 0; at < positions.Length;)
        {
            Span<byte> rows = scratch[..(int)Math.Min(scratch.Length, (positions.Length - at) * 3L)];
            gzip.ReadExactly(rows);
            for (int k = 0; k < rows.Length; k += rowBytes, at += 3)
            {
                positions[at] = Fixed(rows[k..]) * unit;
                positions[at + 1] = -Fixed(rows[(k + 6)..]) * unit;
                positions[at + 2] = Fixed(rows[(k + 3)..]) * unit;
            }
        }
    }

    // The sign of the third byte is the number's.
    private static int Fixed(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | ((sbyte)bytes[2] << 16);

    private static void ReadBytes(BoundedGzip gzip, Span<byte> scratch, Span<float> values, Func<byte, float> meaning)
    {
        Span<float> meanings = stackalloc float[256];
        for (int b = 0; b < meanings.Length; b++)
        {
            meanings[b] = meaning((byte)b);
        }

        for (; !values.IsEmpty; values = values[Math.Min(values.Length, scratch.Length)..])
        {
            Span<byte> bytes = scratch[..Math.Min(values.Length, scratch.Length)];
            gzip.ReadExactly(bytes);
            for (int i = 0; i < bytes.Length; i++)
            {
                values[i] = meanings[bytes[i]];
            }
        }
    }

    private static void ReadRotations(BoundedGzip gzip, SpzHeader header, Span<byte> scratch, PlainGaussians plain)
    {
        int rowBytes = header.RotationBytes;
        var back = Quaternion.Conjugate(Turn);
        for (int at = 0; at < header.Count;)
        {
            Span<byte> rows = scratch[..(int)Math.Min(scratch.Length, (header.Count - at) * (long)rowBytes)];
            gzip.ReadExactly(rows);
            for (int k = 0; k < rows.Length; k += rowBytes, at++)
            {
                plain.SetRotation(at, back * SpzRotation.Unpack(rows.Slice(k, rowBytes)));
            }
        }
    }
}
