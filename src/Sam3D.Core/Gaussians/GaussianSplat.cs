using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Sam3D.Export;

namespace Sam3D.Gaussians;

/// <summary>Reads and writes Gaussians as <c>.splat</c>, the form of the viewer antimatter15/splat that many web viewers read.</summary>
/// <remarks>
/// <para>
/// No header; 32 bytes a Gaussian, little endian: position 3 × float32, scale 3 × float32 (a standard deviation, not its logarithm), colour red, green,
/// blue and opacity 4 × uint8 (0 to 255), rotation w, x, y, z 4 × uint8 (128·q + 128). The format prescribes no axes: they are those of the cloud, as in PLY;
/// object space has z up.
/// </para>
/// <para>
/// Gaussians are written in descending order of opacity × product of scales, equal ones in their own order: viewers show a file while it loads, so
/// what matters most comes first. Reading keeps the file's order. The same cloud gives the same bytes.
/// </para>
/// <para>
/// Positions and scales are kept; a colour is off by at most 1/510 where it lies between 0 and 1 (else it becomes the nearer of both), an opacity by
/// 1/510, a component of the unit quaternion by 1/256 below 127.5/128 and by 1/128 above.
/// </para>
/// </remarks>
public static class GaussianSplat
{
    /// <summary>Bytes of a Gaussian.</summary>
    internal const int RowBytes = 32;

    private const int ScaleAt = 12, ColorAt = 24, RotationAt = 28;
    private const float Half = 128f;

    // A flat Gaussian's scale of 0 has no logarithm; this is the smallest normal number.
    private const float SmallestScale = 1.17549435e-38f;

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="path">The file to make or replace.</param>
    /// <exception cref="ExportException">The place cannot be written to, or a number is not finite.</exception>
    public static void SaveSplat(this GaussianCloud cloud, string path) => AtomicFile.Write(path, stream => Write(cloud, stream));

    /// <summary>Writes Gaussians.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <exception cref="ExportException">A number is not finite.</exception>
    public static void Write(GaussianCloud cloud, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new BufferedStream(stream, 1 << 16); // flushed, not closed: the stream is the caller's
        Span<byte> row = stackalloc byte[RowBytes];
        foreach (int i in Order(cloud))
        {
            Describe(cloud, i, row);
            buffer.Write(row);
        }

        buffer.Flush();
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="GaussianFileException">The file is missing or cannot be used; see <see cref="Read"/>.</exception>
    public static GaussianCloud Load(string path, GaussianReadOptions? options = null) =>
        PlainGaussians.Load(path, "SPLAT", (stream, name) => ReadNamed(stream, name, options));

    /// <summary>Reads Gaussians from the stream's position to its end.</summary>
    /// <remarks>
    /// Without a header nothing tells a file that was cut off after a whole Gaussian. A rotation of four zeros becomes none, a scale of 0 becomes
    /// 10⁻³⁸, opacities of 0 and 255 become logits of −100 and 100.
    /// </remarks>
    /// <param name="stream">A stream that can seek; stays open.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="GaussianFileException">
    /// The length is no multiple of 32, there are more Gaussians than the limit, a number is not finite, or a scale is negative.
    /// </exception>
    public static GaussianCloud Read(Stream stream, GaussianReadOptions? options = null) => ReadNamed(stream, "the SPLAT stream", options);

    private static GaussianCloud ReadNamed(Stream stream, string name, GaussianReadOptions? options)
    {
        PlainGaussians.RequireSeekable(stream);
        options ??= new GaussianReadOptions();
        options.Validate();
        long length = stream.Length - stream.Position;
        if (length % RowBytes != 0)
        {
            throw new GaussianFileException(
                $"Cannot read {name}: its {length} bytes are no multiple of {RowBytes}, the bytes of a Gaussian; the file is cut off or of another format, fetch it again.");
        }

        int count = PlainGaussians.CheckCount(length / RowBytes, name, options);
        var plain = new PlainGaussians(count);
        var buffer = new BufferedStream(stream, 1 << 16);
        Span<byte> row = stackalloc byte[RowBytes];
        for (int i = 0; i < count; i++)
        {
            buffer.ReadExactly(row);
            Parse(row, name, i, plain);
        }

        return plain.ToCloud();
    }

    private static void Parse(ReadOnlySpan<byte> row, string name, int index, PlainGaussians plain)
    {
        for (int axis = 0; axis < 3; axis++)
        {
            float position = BinaryPrimitives.ReadSingleLittleEndian(row[(4 * axis)..]);
            float scale = BinaryPrimitives.ReadSingleLittleEndian(row[(ScaleAt + (4 * axis))..]);
            if (!float.IsFinite(position) || !(scale >= 0 && scale <= float.MaxValue))
            {
                throw new GaussianFileException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Cannot read {name}: Gaussian {index} has position {position} and scale {scale} along axis {axis}, expected finite numbers and no negative scale; the file is damaged or of another format, fetch it again."));
            }

            plain.Positions[(3 * index) + axis] = position;
            plain.Scales[(3 * index) + axis] = (float)Math.Log(Math.Max(scale, SmallestScale));
            plain.Colors[(3 * index) + axis] = ((row[ColorAt + axis] / 255f) - 0.5f) / PlainGaussians.ColorOfCoefficient;
        }

        plain.Opacities[index] = PlainGaussians.LogitOf(row[ColorAt + 3]);
        Vector4 wxyz = (new Vector4(row[RotationAt], row[RotationAt + 1], row[RotationAt + 2], row[RotationAt + 3]) - new Vector4(Half)) / Half;
        plain.SetRotation(index, wxyz == Vector4.Zero ? Quaternion.Identity : new Quaternion(wxyz.Y, wxyz.Z, wxyz.W, wxyz.X));
    }

    private static void Describe(GaussianCloud cloud, int index, Span<byte> row)
    {
        Vector3 position = cloud.Position(index), scale = cloud.Scale(index);
        Quaternion rotation = cloud.Rotation(index);
        float opacity = cloud.Opacity(index);
        PlainGaussians.RequireFinite(opacity, "SPLAT", "opacity", index);
        PlainGaussians.RequireFinite(rotation.LengthSquared(), "SPLAT", "rotation", index);
        ReadOnlySpan<float> colors = cloud.RawColors.Slice(3 * index, 3);
        for (int axis = 0; axis < 3; axis++)
        {
            PlainGaussians.RequireFinite(position[axis], "SPLAT", "position", index);
            PlainGaussians.RequireFinite(scale[axis], "SPLAT", "scale", index);
            PlainGaussians.RequireFinite(colors[axis], "SPLAT", "colour", index);
            BinaryPrimitives.WriteSingleLittleEndian(row[(4 * axis)..], position[axis]);
            BinaryPrimitives.WriteSingleLittleEndian(row[(ScaleAt + (4 * axis))..], scale[axis]);
            row[ColorAt + axis] = PlainGaussians.ToByte(255.0 * (0.5 + ((double)PlainGaussians.ColorOfCoefficient * colors[axis])));
        }

        row[ColorAt + 3] = PlainGaussians.ToByte(255.0 * opacity);
        row[RotationAt] = PlainGaussians.ToByte((Half * rotation.W) + Half);
        row[RotationAt + 1] = PlainGaussians.ToByte((Half * rotation.X) + Half);
        row[RotationAt + 2] = PlainGaussians.ToByte((Half * rotation.Y) + Half);
        row[RotationAt + 3] = PlainGaussians.ToByte((Half * rotation.Z) + Half);
    }

    // Logarithms, because the product of three tiny scales is 0. Numbers that are not finite come out somewhere and are refused when written.
    private static int[] Order(GaussianCloud cloud)
    {
        double[] keys = new double[cloud.Count];
        int[] order = new int[cloud.Count];
        for (int i = 0; i < order.Length; i++)
        {
            Vector3 scale = cloud.Scale(i);
            keys[i] = Math.Log(scale.X) + Math.Log(scale.Y) + Math.Log(scale.Z) + Math.Log(cloud.Opacity(i));
            order[i] = i;
        }

        Array.Sort(order, (a, b) => keys[b].CompareTo(keys[a]) is var sign and not 0 ? sign : a.CompareTo(b));
        return order;
    }
}
