using Sam3D.Masks;

namespace Sam3D.GraphCuts;

/// <summary>One photograph that <see cref="GraphCutSegmenter"/> works on. What stands out in its parts is kept.</summary>
internal sealed class GraphCutSession(RgbImage image, ISegmenter? salient, PromptKinds supported) : ISegmentationSession
{
    /// <summary>Longest side of the grids that are cut first.</summary>
    internal const int GridSide = 192;

    private const double SameObject = 0.85;
    private const int MaxAlternatives = 3;
    private readonly SaliencyCache _saliency = new(image, salient);
    private readonly CutWeights _weights = CutWeights.Default;
    private int _results;
    private bool _isDisposed;

    /// <inheritdoc/>
    public RgbImage Image { get; } = image;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        PromptRules.ThrowIfUnusable(prompt, Image, supported, nameof(GraphCutSegmenter));
        if (prompt.Previous is { } previous && previous.Logits?.Session != this)
        {
            throw new PromptException("The earlier result was not made by this session: open the picture again and repeat the prompt, or pass its mask as a mask.");
        }

        if (prompt.Kinds == PromptKinds.Salient)
        {
            return await salient!.SegmentAsync(Image, prompt, cancellationToken).ConfigureAwait(false);
        }

        if (prompt.Boxes.Count <= 1)
        {
            return await AnswerAsync(prompt, cancellationToken).ConfigureAwait(false);
        }

        var each = new List<ScoredMask>();
        foreach (BoxPrompt box in prompt.Boxes)
        {
            each.Add((await AnswerAsync(prompt with { Boxes = [box] }, cancellationToken).ConfigureAwait(false))[0]);
        }

        return each;
    }

    /// <inheritdoc/>
    public void Dispose() => _isDisposed = true;

    /// <summary>What a prompt may mean, best first, at low resolution.</summary>
    internal async Task<IReadOnlyList<CutCandidate>> CandidatesAsync(SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        var cutPrompt = new CutPrompt(Image, prompt);
        IEnumerable<Task<CutCandidate[]>> tasks = cutPrompt.Regions().Select(region => Task.Run(() => CutAsync(cutPrompt, region, cancellationToken), cancellationToken));
        CutCandidate[][] candidates = await Task.WhenAll(tasks).ConfigureAwait(false);
        return [.. candidates.SelectMany(c => c).Where(c => c.Inside.Contains(true)).OrderByDescending(c => c.Quality.Total)];
    }

    private async Task<CutCandidate[]> CutAsync(CutPrompt prompt, PixelBounds region, CancellationToken cancellationToken)
    {
        ColorGrid grid = ColorGrid.Of(Image, region, GridSide);
        float[]? salience = await _saliency.LookAsync(region, grid.Width, grid.Height).ConfigureAwait(false);
        return [.. prompt.Requests(region, grid, salience).Select(request => Cut(prompt, region, request, cancellationToken))];
    }

    private CutCandidate Cut(CutPrompt prompt, PixelBounds region, CutRequest request, CancellationToken cancellationToken)
    {
        ColorGrid grid = request.Grid;
        RegionCut cut = RegionCut.Solve(request, _weights, cancellationToken);
        bool[] inside = CutParts.Choose(cut.Inside, grid.Width, grid.Height, request.On, request.Beside);
        float stability = cut.Stability(_weights, cancellationToken);
        CutQuality quality = CutQuality.Of(region, Image, request, cut, inside, stability) with { BoxFit = prompt.BoxFit(region, grid, inside) };
        return new CutCandidate(region, cut, inside, quality);
    }

    private async Task<IReadOnlyList<ScoredMask>> AnswerAsync(SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        IReadOnlyList<CutCandidate> candidates = await CandidatesAsync(prompt, cancellationToken).ConfigureAwait(false);
        if (candidates.Count == 0)
        {
            throw new MaskException($"Nothing was found in the picture of {Image.Width}×{Image.Height} pixels: click nearer to the middle of the object, or draw a box around it.");
        }

        bool severalWanted = prompt.Alternatives ?? (prompt.Points.Count == 1 && prompt.Boxes.Count == 0 && prompt.Mask is null && prompt.Previous is null);
        return await Task.Run(
            () =>
            {
                ScoredMask[] masks = [.. candidates.Take(severalWanted ? MaxAlternatives : 1).Select(c => Finish(c, cancellationToken))];
                return masks.Length == 1 ? masks : masks.SuppressByMasks(SameObject);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ScoredMask Finish(CutCandidate candidate, CancellationToken cancellationToken)
    {
        // 1. Full resolution, then specks and pinholes of the band away
        PixelBounds region = candidate.Region;
        byte[] part = BoundaryRefinement.Refine(Image, region, candidate.Cut, candidate.Inside, _weights, cancellationToken);
        int speck = Math.Max(1, part.Length / (GridSide * GridSide));
        Mask raw = new(region.Width, region.Height, part), clean = raw.RemoveIslands(4 * speck).FillHoles(4 * speck);

        // 2. In the photograph
        Mask mask = PictureParts.Paste(clean.Count > 0 ? clean : raw, region, Image.Width, Image.Height);
        return new ScoredMask(mask, candidate.Quality.Total)
        {
            Id = Interlocked.Increment(ref _results) - 1,
            Stability = candidate.Quality.Stability,
            Logits = new MaskLogits(this, 0, []),
        };
    }
}
