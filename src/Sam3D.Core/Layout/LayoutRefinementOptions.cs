namespace Sam3D.Layout;

/// <summary>How a placement is refined.</summary>
public sealed record LayoutRefinementOptions
{
    /// <summary>
    /// A refined pose is taken only where its overlap is above this, 0 to 1, and above that of the given pose. The official code asks for more than 0.5. Default 0: thin objects whose overlap rises from
    /// 0.2 to 0.45 are better placed as well.
    /// </summary>
    public double MinIoU { get; init; }

    /// <summary>Pixels of the search's raster along the longer side of the mask's box, 16 to 512; never more than the mask has. Default 96.</summary>
    public int Pixels { get; init; } = 96;

    /// <summary>
    /// How much overlap a turn must bring: a pose whose rotation is θ radians off that of its start counts θ² times this less, 0 to 100. A silhouette tells little of the rotation, and a model knows more.
    /// Default 0.2: 10° must bring 0.006, 30° must bring 0.055.
    /// </summary>
    public double TurnPenalty { get; init; } = 0.2;

    /// <summary>Overlap that a start of another rotation than the first one's must bring besides, 0 to 1. Default 0.03.</summary>
    public double StartMargin { get; init; } = 0.03;

    /// <summary>Turns round the object's vertical that are tried as starts too, evenly round the circle, 0 to 36; 0 tries the given rotations alone. Default 0.</summary>
    public int Turns { get; init; }

    /// <summary>Starts that are searched from, the best of all first, 1 to 36. Default 3.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Silhouettes drawn from each finalist, 10 to 10,000; the best one gets as many up to four times more. Default 80.</summary>
    public int Silhouettes { get; init; } = 80;

    /// <summary>Triangles of the mesh that is searched with, 100 to 1,000,000: a larger mesh is made coarser first. Default 12,000.</summary>
    public int MaxTriangles { get; init; } = 12_000;

    /// <summary>Throws when an option is out of range, with all violations in one message.</summary>
    internal void Validate()
    {
        var violations = new List<string>();
        void Check(bool isValid, string name, object value, string expected)
        {
            if (!isValid)
            {
                violations.Add($"{name} is {value}, expected {expected}");
            }
        }

        Check(MinIoU is >= 0 and <= 1, nameof(MinIoU), MinIoU, "0 to 1");
        Check(Pixels is >= 16 and <= 512, nameof(Pixels), Pixels, "16 to 512");
        Check(TurnPenalty is >= 0 and <= 100, nameof(TurnPenalty), TurnPenalty, "0 to 100");
        Check(StartMargin is >= 0 and <= 1, nameof(StartMargin), StartMargin, "0 to 1");
        Check(Turns is >= 0 and <= 36, nameof(Turns), Turns, "0 to 36");
        Check(Finalists is >= 1 and <= 36, nameof(Finalists), Finalists, "1 to 36");
        Check(Silhouettes is >= 10 and <= 10_000, nameof(Silhouettes), Silhouettes, "10 to 10,000");
        Check(MaxTriangles is >= 100 and <= 1_000_000, nameof(MaxTriangles), MaxTriangles, "100 to 1,000,000");
        if (violations.Count > 0)
        {
            throw new ArgumentException($"{string.Join("; ", violations)}.");
        }
    }
}
