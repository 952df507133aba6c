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

    // Its sigmoid is 1 in float32, and that of its negative 0 but for 4e-44.
    private const float OpaqueLogit = 100f;

    // What a file holds are the values themselves: no box, no bias, no smallest scale.
    private static readonly GaussianActivations PlainValues = new()
    {
        BoxMin = Vector3.Zero,
        BoxSize = Vector3.One,
        ScaleBias = 1f,
        OpacityBias = 0.5f,
        MinimumScale = 0f,
        ScaleActivation = ScaleActivation.Exponential,
    };

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
                if (!float.IsFinite(values[p]))
                {
                    throw new ExportException(
                        $"Cannot write PLY: '{Properties[p]}' of Gaussian {i} is {values[p].ToString(CultureInfo.InvariantCulture)}; a file holds finite numbers only.");
                }

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
    public static GaussianCloud Load(string path, GaussianPlyReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string name = MessageText.Quote(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return ReadNamed(stream, name, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : MessageText.OneLine(e.Message).TrimEnd('.');
            throw new GaussianFileException($"Cannot read {name}: {reason}; give the path of a PLY file of Gaussians.", e);
        }
    }

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
        if (!stream.CanSeek)
        {
            throw new ArgumentException("The stream must be able to seek, so that its length bounds what is read.", nameof(stream));
        }

        var buffer = new BufferedStream(stream, 1 << 16);
        GaussianPlyHeader header = GaussianPlyHeader.Read(buffer, name, options ?? new GaussianPlyReadOptions());
        long available = buffer.Length - buffer.Position;
        if (available / header.RowBytes < header.Count)
        {
            throw new GaussianFileException(
                $"Cannot read {name}: {available} bytes follow the header, {header.Count} Gaussians need {(long)header.Count * header.RowBytes}; the file is cut off, fetch it again.");
        }

        float[] positions = new float[3 * header.Count], colors = new float[3 * header.Count], scales = new float[3 * header.Count];
        float[] rotations = new float[4 * header.Count], opacities = new float[header.Count];
        byte[] row = new byte[header.RowBytes];
        Span<float> values = stackalloc float[Properties.Length];
        for (int i = 0; i < header.Count; i++)
        {
            buffer.ReadExactly(row);
            Parse(row, header, name, i, values);
            values[..3].CopyTo(positions.AsSpan(3 * i));
            values[6..9].CopyTo(colors.AsSpan(3 * i));
            opacities[i] = values[OpacityProperty];
            values[10..13].CopyTo(scales.AsSpan(3 * i));
            values[13] -= 1f;
            values[13..].CopyTo(rotations.AsSpan(4 * i));
        }

        return new GaussianCloud(PlainValues, positions, colors, scales, rotations, opacities);
    }

    private static void Parse(ReadOnlySpan<byte> row, GaussianPlyHeader header, string name, int index, Span<float> values)
    {
        for (int p = 0; p < values.Length; p++)
        {
            int offset = header.Offsets[p];
            float value = offset < 0 ? 0f : BinaryPrimitives.ReadSingleLittleEndian(row[offset..]);
            if (p == OpacityProperty && float.IsInfinity(value))
            {
                value = MathF.CopySign(OpaqueLogit, value);
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
