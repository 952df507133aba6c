using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Sam3D.Export;

namespace Sam3D.Gaussians;

/// <summary>
/// Reads and writes Gaussians as PLY in the layout of 3D Gaussian splatting (Kerbl et al., 2023), which splat viewers read. Official:
/// <c>Gaussian.save_ply</c>.
/// </summary>
/// <remarks>
/// Binary, little endian, one float a property: x y z, nx ny nz (zero), f_dc_0..2 (spherical-harmonics coefficients of degree 0, red, green, blue),
/// opacity (logit), scale_0..2 (natural logarithm of a standard deviation, in units of the positions), rot_0..3 (quaternion w, x, y, z, not
/// normalised). Axes as in the cloud: object space has z up. The same cloud gives the same bytes.
/// </remarks>
public static class GaussianPly
{
    /// <summary>The properties in the order in which they are written.</summary>
    internal static readonly string[] Properties =
    [
        "x", "y", "z", "nx", "ny", "nz", "f_dc_0", "f_dc_1", "f_dc_2", "opacity", "scale_0", "scale_1", "scale_2", "rot_0", "rot_1", "rot_2", "rot_3",
    ];

    private const int OpacityProperty = 9;

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="path">The file to make or replace.</param>
    /// <exception cref="ExportException">The place cannot be written to, or a number is not finite.</exception>
    public static void SavePly(this GaussianCloud cloud, string path) => AtomicFile.Write(path, stream => Write(cloud, stream));

    /// <summary>Writes Gaussians.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <exception cref="ExportException">A number is not finite.</exception>
    public static void Write(GaussianCloud cloud, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(stream);
        var header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
        header.Append(CultureInfo.InvariantCulture, $"element vertex {cloud.Count}\n");
        foreach (string property in Properties)
        {
            header.Append("property float ").Append(property).Append('\n');
        }

        var buffer = new BufferedStream(stream, 1 << 16); // flushed, not closed: the stream is the caller's
        buffer.Write(Encoding.ASCII.GetBytes(header.Append("end_header\n").ToString()));
        Span<float> values = stackalloc float[Properties.Length];
        Span<byte> bytes = stackalloc byte[Properties.Length * sizeof(float)];
        for (int i = 0; i < cloud.Count; i++)
        {
            Describe(cloud, i, values);
            for (int p = 0; p < values.Length; p++)
            {
                PlainGaussians.RequireFinite(values[p], "PLY", Properties[p], i);
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(p * sizeof(float))..], values[p]);
            }

            buffer.Write(bytes);
        }

        buffer.Flush();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="GaussianFileException">The file is missing or cannot be used; see <see cref="Read"/>.</exception>
    public static GaussianCloud Load(string path, GaussianPlyReadOptions? options = null) =>
        PlainGaussians.Load(path, "PLY", (stream, name) => ReadNamed(stream, name, options));

    /// <summary>Reads Gaussians from the stream's position to the end of the last one.</summary>
    /// <remarks>
    /// Properties may stand in any order and normals may be missing; others, also colours of a higher degree (f_rest_*), are skipped. The
    /// cloud's <see cref="GaussianCloud.Activations"/> are such that its raw numbers are those of the file, only rotations less (1, 0, 0, 0).
    /// An infinite opacity, which the official code writes for opaque Gaussians, becomes 100, whose sigmoid is 1 as well.
    /// </remarks>
    /// <param name="stream">A stream that can seek; stays open.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="GaussianFileException">
    /// The content is not binary little-endian PLY, lacks a property, is truncated, is above the limits, or holds numbers that are not finite.
    /// </exception>
    public static GaussianCloud Read(Stream stream, GaussianPlyReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadNamed(stream, "the PLY stream", options);
    }

    private static GaussianCloud ReadNamed(Stream stream, string name, GaussianPlyReadOptions? options)
    {
        PlainGaussians.RequireSeekable(stream);
        var buffer = new BufferedStream(stream, 1 << 16);
        GaussianPlyHeader header = GaussianPlyHeader.Read(buffer, name, options ?? new GaussianPlyReadOptions());
        long available = buffer.Length - buffer.Position;
        if (available / header.RowBytes < header.Count)
        {
            throw new GaussianFileException(
                $"Cannot read {name}: {available} bytes follow the header, {header.Count} Gaussians need {(long)header.Count * header.RowBytes}; the file is cut off, fetch it again.");
        }

        var plain = new PlainGaussians(header.Count);
        byte[] row = new byte[header.RowBytes];
        Span<float> values = stackalloc float[Properties.Length];
        for (int i = 0; i < header.Count; i++)
        {
            buffer.ReadExactly(row);
            Parse(row, header, name, i, values);
            values[..3].CopyTo(plain.Positions.AsSpan(3 * i));
            values[6..9].CopyTo(plain.Colors.AsSpan(3 * i));
            plain.Opacities[i] = values[OpacityProperty];
            values[10..13].CopyTo(plain.Scales.AsSpan(3 * i));
            values[13] -= 1f;
            values[13..].CopyTo(plain.Rotations.AsSpan(4 * i));
        }

        return plain.ToCloud();
    }

    private static void Parse(ReadOnlySpan<byte> row, GaussianPlyHeader header, string name, int index, Span<float> values)
    {
        for (int p = 0; p < values.Length; p++)
        {
            int offset = header.Offsets[p];
            float value = offset < 0 ? 0f : BinaryPrimitives.ReadSingleLittleEndian(row[offset..]);
            if (p == OpacityProperty && float.IsInfinity(value))
            {
                value = MathF.CopySign(PlainGaussians.OpaqueLogit, value);
            }

            if (!float.IsFinite(value))
            {
                throw new GaussianFileException(
                    $"Cannot read {name}: '{Properties[p]}' of Gaussian {index} is {value.ToString(CultureInfo.InvariantCulture)}; only finite numbers can be used, remove that Gaussian.");
            }

            values[p] = value;
        }
    }

    private static void Describe(GaussianCloud cloud, int index, Span<float> values)
    {
        GaussianActivations activations = cloud.Activations;
        cloud.Position(index).CopyTo(values);
        values[3..6].Clear();
        cloud.RawColors.Slice(3 * index, 3).CopyTo(values[6..]);

        // Not the logit of the opacity, which is infinite where the opacity rounds to 1.
        values[OpacityProperty] = (float)(cloud.RawOpacities[index] + Math.Log(activations.OpacityBias / (1.0 - activations.OpacityBias)));
        for (int k = 0; k < 3; k++)
        {
            values[10 + k] = (float)Math.Log(activations.Scale(cloud.RawScales[(3 * index) + k]));
        }

        cloud.RawRotations.Slice(4 * index, 4).CopyTo(values[13..]);
        values[13] += 1f;
    }
}
