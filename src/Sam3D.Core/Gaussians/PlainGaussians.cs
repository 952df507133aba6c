using System.Globalization;
using System.Numerics;

namespace Sam3D.Gaussians;

/// <summary>The numbers of a cloud that a file is read into: the values themselves, without box, biases and smallest scale.</summary>
/// <param name="count">Number of Gaussians, N.</param>
internal sealed class PlainGaussians(int count)
{
    /// <summary>Colour of a spherical-harmonics coefficient of 1: 1/(2√π).</summary>
    public const float ColorOfCoefficient = 0.28209479177387814f;

    // Its sigmoid is 1 in float32, and that of its negative 0 but for 4e-44.
    public const float OpaqueLogit = 100f;

    /// <summary>What the raw numbers of such a cloud mean.</summary>
    public static GaussianActivations Activations { get; } = new()
    {
        BoxMin = Vector3.Zero,
        BoxSize = Vector3.One,
        ScaleBias = 1f,
        OpacityBias = 0.5f,
        MinimumScale = 0f,
        ScaleActivation = ScaleActivation.Exponential,
    };

    /// <summary>[N, 3].</summary>
    public float[] Positions { get; } = new float[3 * count];

    /// <summary>[N, 3] spherical-harmonics coefficients of degree 0.</summary>
    public float[] Colors { get; } = new float[3 * count];

    /// <summary>[N, 3] natural logarithms.</summary>
    public float[] Scales { get; } = new float[3 * count];

    /// <summary>[N, 4] quaternion (w, x, y, z) minus (1, 0, 0, 0).</summary>
    public float[] Rotations { get; } = new float[4 * count];

    /// <summary>[N] logits.</summary>
    public float[] Opacities { get; } = new float[count];

    /// <summary>The logit of an 8-bit opacity, finite also for 0 and 255.</summary>
    public static float LogitOf(byte opacity) => opacity switch
    {
        0 => -OpaqueLogit,
        255 => OpaqueLogit,
        _ => (float)Math.Log(opacity / (255.0 - opacity)),
    };

    /// <summary>The nearest byte; numbers beyond 0 to 255 become these.</summary>
    public static byte ToByte(double value) => (byte)Math.Round(Math.Clamp(value, 0.0, 255.0), MidpointRounding.AwayFromZero);

    /// <summary>Stores a rotation.</summary>
    public void SetRotation(int index, Quaternion q) => new Vector4(q.W - 1f, q.X, q.Y, q.Z).CopyTo(Rotations, 4 * index);

    /// <summary>The cloud; it keeps the arrays.</summary>
    public GaussianCloud ToCloud() => new(Activations, Positions, Colors, Scales, Rotations, Opacities);

    /// <summary>Refuses to write what a file of finite numbers cannot hold.</summary>
    /// <exception cref="ExportException">The number is not finite.</exception>
    public static void RequireFinite(float value, string format, string property, int index)
    {
        if (!float.IsFinite(value))
        {
            throw new ExportException(
                $"Cannot write {format}: '{property}' of Gaussian {index} is {value.ToString(CultureInfo.InvariantCulture)}; a file holds finite numbers only.");
        }
    }

    /// <summary>Opens a file and reads it; failures of the disk become errors of the family.</summary>
    /// <exception cref="GaussianFileException">The file cannot be opened or read.</exception>
    public static GaussianCloud Load(string path, string format, Func<Stream, string, GaussianCloud> read)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string name = MessageText.Quote(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return read(stream, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : MessageText.OneLine(e.Message).TrimEnd('.');
            throw new GaussianFileException($"Cannot read {name}: {reason}; give the path of a {format} file of Gaussians.", e);
        }
    }

    /// <summary>Checks that a stream's length can bound what is read of it.</summary>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public static void RequireSeekable(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("The stream must be able to seek, so that its length bounds what is read.", nameof(stream));
        }
    }

    /// <summary>Checks a promised number of Gaussians.</summary>
    /// <exception cref="GaussianFileException">It is above the limit.</exception>
    public static int CheckCount(long count, string name, GaussianReadOptions options) => count <= options.MaxGaussians
        ? (int)count
        : throw new GaussianFileException(
            $"Cannot read {name}: it holds {count} Gaussians, the limit is {options.MaxGaussians}; raise {nameof(GaussianReadOptions)}.{nameof(GaussianReadOptions.MaxGaussians)} if that is right.");
}
