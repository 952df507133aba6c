using Sam3D.Metrics;

namespace Sam3D.Evaluation;

/// <summary>How predictions are scored. The defaults are those of the paper where it states them.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Points on each surface for shapes, 100 to 4,000,000. Default 1,000,000.</summary>
    public int Points { get; init; } = 1_000_000;

    /// <summary>Points on each placed surface for layouts, 100 to 4,000,000. Default 100,000.</summary>
    public int LayoutPoints { get; init; } = 100_000;

    /// <summary>Points of each set for the earth mover's distance, 0 (do not compute it) to <see cref="EarthMoversDistance.MaxPoints"/>. Default 1,024.</summary>
    public int EmdPoints { get; init; } = 1024;

    /// <summary>Distance of the F-score in [-1, 1]³, above 0. Default 0.01.</summary>
    public double FScoreThreshold { get; init; } = 0.01;

    /// <summary>Cells on [-1, 1] of the voxel IoU, 2 to 256. Default 64.</summary>
    public int VoxelResolution { get; init; } = 64;

    /// <summary>How shapes are aligned.</summary>
    public IcpOptions Alignment { get; init; } = new();

    /// <summary>Seed of all points. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads, 1 to 1024; the scores do not depend on it. Default: one for each core.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        Check(Points is >= 100 and <= 4_000_000, $"{nameof(Points)} is {Points}, expected 100 to 4,000,000");
        Check(LayoutPoints is >= 100 and <= 4_000_000, $"{nameof(LayoutPoints)} is {LayoutPoints}, expected 100 to 4,000,000");
        Check(EmdPoints is >= 0 and <= EarthMoversDistance.MaxPoints, $"{nameof(EmdPoints)} is {EmdPoints}, expected 0 to {EarthMoversDistance.MaxPoints}");
        Check(FScoreThreshold > 0 && double.IsFinite(FScoreThreshold), $"{nameof(FScoreThreshold)} is {FScoreThreshold}, expected a number above 0");
        Check(VoxelResolution is >= 2 and <= 256, $"{nameof(VoxelResolution)} is {VoxelResolution}, expected 2 to 256");
        Check(Threads is >= 1 and <= 1024, $"{nameof(Threads)} is {Threads}, expected 1 to 1024");
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }

        Alignment.Validate();

        void Check(bool isGood, string error)
        {
            if (!isGood)
            {
                errors.Add(error);
            }
        }
    }
}
