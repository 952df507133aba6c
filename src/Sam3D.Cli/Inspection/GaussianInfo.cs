using System.Numerics;
using Sam3D.Gaussians;

namespace Sam3D.Cli.Inspection;

/// <summary>What a file of Gaussians holds.</summary>
internal sealed record GaussianInfo
{
    private const float SmallestVisible = 1f / 255f;

    /// <summary>Always <c>gaussians</c>.</summary>
    public string Kind { get; init; } = "gaussians";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Number of Gaussians.</summary>
    public required int Gaussians { get; init; }

    /// <summary>The smallest corner of a box around the centres, z up; absent for an empty file.</summary>
    public IReadOnlyList<float>? Min { get; init; }

    /// <summary>The largest corner.</summary>
    public IReadOnlyList<float>? Max { get; init; }

    /// <summary>Opacities; absent for an empty file.</summary>
    public OpacityInfo? Opacity { get; init; }

    /// <summary>Whether a file's ending is that of a format of Gaussians.</summary>
    public static bool IsNamedSo(string path) =>
        GaussianCloud.FileEndings.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <exception cref="GaussianFileException">The file is damaged, of another format or above the limits.</exception>
    public static GaussianInfo Read(string path)
    {
        GaussianCloud cloud = GaussianCloud.Load(path);
        var min = new Vector3(float.PositiveInfinity);
        var max = new Vector3(float.NegativeInfinity);
        float[] opacities = new float[cloud.Count];
        for (int i = 0; i < opacities.Length; i++)
        {
            Vector3 position = cloud.Position(i);
            (min, max) = (Vector3.Min(min, position), Vector3.Max(max, position));
            opacities[i] = cloud.Opacity(i);
        }

        bool isEmpty = opacities.Length == 0;
        Array.Sort(opacities);
        return new GaussianInfo
        {
            Path = path,
            Bytes = new FileInfo(path).Length,
            Gaussians = cloud.Count,
            Min = isEmpty ? null : [min.X, min.Y, min.Z],
            Max = isEmpty ? null : [max.X, max.Y, max.Z],
            Opacity = isEmpty ? null : new OpacityInfo(
                opacities[0],
                opacities[(opacities.Length - 1) / 2],
                opacities.Average(o => (double)o),
                opacities[^1],
                opacities.Count(o => o < SmallestVisible)),
        };
    }
}

/// <summary>Opacities of Gaussians.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Median">The lower median.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Max">The largest.</param>
/// <param name="Invisible">How many are below 1/255.</param>
internal sealed record OpacityInfo(float Min, float Median, double Mean, float Max, int Invisible);
