using System.Numerics;
using Sam3D.Concepts;
using Sam3D.Masks;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>A photograph that the image encoder has seen: each word costs the detector alone, each click the mask decoder.</summary>
internal sealed class ConceptSession : ISegmentationSession, IClickBatches
{
    private const PromptKinds OfOneObject = PromptKinds.Points | PromptKinds.Mask | PromptKinds.Previous;

    private readonly OnnxConceptSegmenter _segmenter;
    private readonly PromptFrame _frame;
    private readonly KeptTensors _picture;
    private readonly SessionIds _ids = new();
    private readonly SessionUse _use;
    private readonly Lock _opening = new();
    private PromptSession? _clicks;

    public ConceptSession(OnnxConceptSegmenter segmenter, RgbImage image, PromptFrame frame, KeptTensors picture)
    {
        (_segmenter, Image, _frame, _picture) = (segmenter, image, frame, picture);
        _use = new SessionUse(nameof(ConceptSession), () =>
        {
            _clicks?.Dispose();
            _picture.Dispose();
        });
    }

    /// <inheritdoc/>
    public RgbImage Image { get; }

    /// <summary>Checks a prompt.</summary>
    /// <exception cref="PromptException">It cannot be used.</exception>
    public static void ThrowIfUnusable(SegmentationPrompt prompt, RgbImage image, PromptKinds supported)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        const string Name = nameof(OnnxConceptSegmenter);
        bool isForOne = (prompt.Kinds & OfOneObject & supported) != 0;
        if (isForOne && prompt.Text is not null)
        {
            throw new PromptException("The prompt has a text, which asks for every object of a kind, beside clicks or a mask, which belong to one object: give the text alone or with boxes, and click in a prompt of its own.");
        }

        if (isForOne)
        {
            PromptRules.ThrowIfUnusable(prompt, image, supported & ~PromptKinds.Text, Name);
        }
        else
        {
            ConceptRules.ThrowIfUnusable(prompt, image, supported, Name);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable(prompt, Image, _segmenter.SupportedPrompts);
        return (prompt.Kinds & OfOneObject) != 0
            ? ClickAsync(prompt, cancellationToken)
            : new ValueTask<IReadOnlyList<ScoredMask>>(Task.Run(() => Find(prompt, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public bool TakesBatches => _segmenter.Clicks?.Layout.TakesBatches == true;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Func<IReadOnlyList<ScoredMask>>>> ClickAsync(IReadOnlyList<Vector2> places, CancellationToken cancellationToken)
    {
        using SessionUse.Guard guard = _use.Enter();
        PromptSession clicks = await Task.Run(() => Clicks(cancellationToken), cancellationToken).ConfigureAwait(false);
        return await clicks.ClickAsync(places, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _use.Dispose();

    private async ValueTask<IReadOnlyList<ScoredMask>> ClickAsync(SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        using SessionUse.Guard guard = _use.Enter();
        PromptSession clicks = await Task.Run(() => Clicks(cancellationToken), cancellationToken).ConfigureAwait(false);
        return await clicks.SegmentAsync(prompt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What clicks need of the picture is made with the first one.</summary>
    private PromptSession Clicks(CancellationToken cancellationToken)
    {
        lock (_opening)
        {
            PromptNetwork network = _segmenter.Clicks!;
            return _clicks ??= new PromptSession(
                network, Image, _frame, network.Encode(_picture, cancellationToken), _segmenter.SupportedPrompts & ~PromptKinds.Text, _ids);
        }
    }

    private IReadOnlyList<ScoredMask> Find(SegmentationPrompt prompt, CancellationToken cancellationToken)
    {
        using SessionUse.Guard guard = _use.Enter();
        float threshold = _segmenter.ScoreThreshold;
        ConceptFindings found = _segmenter.Network.Find(
            _picture, _frame, new ConceptQuestion(_segmenter.Describe(prompt.Text, cancellationToken), prompt.Boxes, threshold), cancellationToken);
        ConceptObject[] best = [.. found.Objects.Where(o => o.Mask.Count > 0).OrderByDescending(o => o.Score)];
        if (best.Length == 0)
        {
            string what = prompt.Text is { } text ? $"that is {MessageText.Quote(text)}" : "like the examples";
            throw new MaskException(FormattableString.Invariant(
                $"Nothing {what} was found in the picture of {Image.Width}×{Image.Height} pixels: the best of all has a score of {found.Best:F3}, expected more than {threshold:F3}; use another word, add a box around an example, or lower the threshold."));
        }

        int first = _ids.Take(best.Length);
        return
        [
            .. best.Select((o, i) => new ScoredMask(o.Mask, o.Score)
            {
                Id = first + i,
                Stability = o.Stability,
                Box = new DetectedBox(o.Min, o.Max),
                Presence = found.Presence,
            }),
        ];
    }
}
