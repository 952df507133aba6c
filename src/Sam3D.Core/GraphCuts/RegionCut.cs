using System.Numerics;

namespace Sam3D.GraphCuts;

/// <summary>
/// An object cut out of a grid of pixels: colour mixtures of both sides and the cheapest boundary between them, in turns (Rother et al., "GrabCut", 2004), with a prior, and clicks
/// that speak over geodesic distances (Price et al., "Geodesic graph cut for interactive image segmentation", 2010).
/// </summary>
internal sealed class RegionCut
{
    /// <summary>Capacity of a natural logarithm of odds of 1.</summary>
    internal const int Unit = 1000;

    private const float PriorLimit = 3.5f, StabilityOffset = 0.5f;

    private RegionCut(ColorGrid grid, bool[] inside, float[] known, sbyte[] decided, ColorMixture? objectColors, ColorMixture? otherColors) =>
        (Grid, Inside, Known, Decided, ObjectColors, OtherColors) = (grid, inside, known, decided, objectColors, otherColors);

    /// <summary>The pixels.</summary>
    public ColorGrid Grid { get; }

    /// <summary>Whether a pixel belongs to the object.</summary>
    public bool[] Inside { get; }

    /// <summary>Logarithm of the odds of the object without colours.</summary>
    public float[] Known { get; }

    /// <summary>Pixels that were decided beforehand: 1, −1, or 0 for open.</summary>
    public sbyte[] Decided { get; }

    /// <summary>Colours of the object.</summary>
    public ColorMixture? ObjectColors { get; }

    /// <summary>Colours of the rest.</summary>
    public ColorMixture? OtherColors { get; }

    /// <summary>Pixels of the object.</summary>
    public int Area => Inside.Count(i => i);

    /// <summary>Cuts.</summary>
    /// <param name="request">What is known.</param>
    /// <param name="weights">What counts how much.</param>
    /// <param name="cancellationToken">Honoured between rounds.</param>
    public static RegionCut Solve(CutRequest request, CutWeights weights, CancellationToken cancellationToken)
    {
        ColorGrid grid = request.Grid;
        float[] known = KnownOdds(request, weights);
        float[] sure = [.. known.Select((k, i) => request.Fixed[i] != 0 ? (request.Fixed[i] + 1) / 2f : 1 / (1 + MathF.Exp(-k)))];
        float[] weight = new float[sure.Length];
        bool[] inside = [];
        ColorMixture? objectColors = null, otherColors = null;
        for (int round = 0; round < weights.Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // 1. Colours of both sides; after the first cut, those of pixels on which cut and prior disagree count half.
            for (int i = 0; i < weight.Length; i++)
            {
                weight[i] = round == 0 ? sure[i] : 0.5f * (sure[i] + (inside[i] ? 1 : 0));
            }

            objectColors = ColorMixture.Fit(grid.Colors, Sharpen(weight, 1));
            otherColors = ColorMixture.Fit(grid.Colors, Sharpen(weight, -1));

            // 2. The cheapest boundary
            float[] odds = [.. known.Select((k, i) => k + OddsOfColor(objectColors, otherColors, grid.Colors[i], weights))];
            bool[] next = Cut(grid, odds, request.Fixed, weights.Smoothness, cancellationToken);
            bool isSame = inside.AsSpan().SequenceEqual(next);
            inside = next;
            if (isSame)
            {
                break;
            }
        }

        return new RegionCut(grid, inside, known, request.Fixed, objectColors, otherColors);
    }

    /// <summary>What a colour tells: logarithm of the odds of the object.</summary>
    public static float OddsOfColor(ColorMixture? objectColors, ColorMixture? otherColors, Vector3 color, CutWeights weights)
    {
        if (objectColors is null || otherColors is null)
        {
            return 0;
        }

        float odds = weights.Color * (objectColors.LogDensity(color) - otherColors.LogDensity(color));
        return Math.Clamp(odds, -weights.ColorLimit, weights.ColorLimit);
    }

    /// <summary>
    /// How little the object depends on the odds, 0 to 1: its pixels when all odds are a half lower, over its pixels when they are a half higher.
    /// </summary>
    public float Stability(CutWeights weights, CancellationToken cancellationToken)
    {
        int AreaAt(float offset) => Cut(
            Grid,
            [.. Known.Select((k, i) => k + offset + OddsOfColor(ObjectColors, OtherColors, Grid.Colors[i], weights))],
            Decided,
            weights.Smoothness,
            cancellationToken).Count(i => i);
        int outer = AreaAt(StabilityOffset);
        return outer == 0 ? 1 : (float)AreaAt(-StabilityOffset) / outer;
    }

    /// <summary>The cheapest boundary for given odds.</summary>
    /// <param name="grid">The pixels.</param>
    /// <param name="odds">Logarithm of the odds of the object, a pixel.</param>
    /// <param name="decided">1 and −1 for pixels that must be inside and outside.</param>
    /// <param name="smoothness">Price of a boundary between equal neighbours.</param>
    /// <param name="cancellationToken">Honoured now and then.</param>
    /// <returns>Whether a pixel is inside.</returns>
    internal static bool[] Cut(ColorGrid grid, float[] odds, sbyte[] decided, float smoothness, CancellationToken cancellationToken)
    {
        (int width, int height) = (grid.Width, grid.Height);
        var graph = new MaxFlowGraph(odds.Length, ColorGrid.Neighbours.Length * odds.Length);
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, i++)
            {
                int price = decided[i] != 0 ? decided[i] * MaxFlowGraph.Certain : Price(odds[i]);
                graph.AddTerminal(i, Math.Max(0, price), Math.Max(0, -price));
                for (int n = 0; n < ColorGrid.Neighbours.Length; n++)
                {
                    (int dx, int dy, _) = ColorGrid.Neighbours[n];
                    if (x + dx >= 0 && x + dx < width && y + dy < height)
                    {
                        int capacity = Price(smoothness * grid.LikenessOf(i, n));
                        graph.AddEdge(i, i + (dy * width) + dx, capacity, capacity);
                    }
                }
            }
        }

        graph.Solve(cancellationToken);
        bool[] inside = new bool[odds.Length];
        for (int i = 0; i < inside.Length; i++)
        {
            inside[i] = graph.IsOfSource(i);
        }

        return inside;
    }

    /// <summary>A logarithm of odds as a capacity.</summary>
    internal static int Price(float odds) => (int)MathF.Round(Unit * odds);

    /// <summary>Logarithm of the odds by prior and clicks.</summary>
    private static float[] KnownOdds(CutRequest request, CutWeights weights)
    {
        float[] known = new float[request.Prior.Length];
        for (int i = 0; i < known.Length; i++)
        {
            float p = Math.Clamp(request.Prior[i], 1e-3f, 1 - 1e-3f);
            known[i] = weights.Prior * Math.Clamp(MathF.Log(p / (1 - p)), -PriorLimit, PriorLimit);
        }

        AddClicks(known, request, request.On, weights.Click, weights);
        AddClicks(known, request, request.Beside, -weights.Click, weights);
        return known;
    }

    /// <summary>Adds what clicks tell. Where they contradict what was known, that counts the less the nearer they are.</summary>
    private static void AddClicks(float[] known, CutRequest request, List<int> seeds, float strength, CutWeights weights)
    {
        if (seeds.Count == 0)
        {
            return;
        }

        float step = 1 / (weights.ClickReach * Math.Max(request.Grid.Width, request.Grid.Height));
        float[] distances = GeodesicDistance.From(request.Grid, seeds, step, weights.Barrier);
        for (int i = 0; i < known.Length; i++)
        {
            float word = MathF.Exp(-distances[i]);
            known[i] = (known[i] * strength < 0 ? (1 - word) * known[i] : known[i]) + (strength * word);
        }
    }

    /// <summary>Weights of one side: pixels that are as likely on either side count nothing.</summary>
    private static float[] Sharpen(float[] probability, int side)
    {
        float[] result = new float[probability.Length];
        for (int i = 0; i < result.Length; i++)
        {
            float p = side > 0 ? probability[i] : 1 - probability[i];
            result[i] = MathF.Max(0, (2 * p) - 1);
        }

        return result;
    }
}
