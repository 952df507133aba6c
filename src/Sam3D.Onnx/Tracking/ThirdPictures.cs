using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>The image encoder of SAM 3 with both of its necks, and its detector.</summary>
/// <param name="concepts">Image encoder, text encoder and detector; this object owns them.</param>
/// <param name="clicks">The second neck; this object owns it.</param>
/// <param name="tokenizer">Takes words apart.</param>
/// <param name="spec">How pictures go in.</param>
/// <param name="leastScore">Probability above which what is found counts.</param>
internal sealed class ThirdPictures(BundledConcepts concepts, OpenGraph clicks, PromptTokenizer tokenizer, SegmentationSpec spec, float leastScore) : VideoPictures
{
    private const string Trunk = "trunk_features";

    // A video asks for one text.
    private volatile Tuple<string, ConceptWords>? _words;

    /// <inheritdoc/>
    public override bool KnowsWords => true;

    /// <inheritdoc/>
    public override float LeastScore => leastScore;

    /// <inheritdoc/>
    public override (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken)
    {
        int size = spec.ImageSize;
        using KeptTensors picture = concepts.Encode(VideoPicture.Prepare(image, size, spec.Mean, spec.Deviation), size, cancellationToken);
        FrameFeatures features = Features(clicks.Run([], new Dictionary<string, OrtValue> { [Trunk] = picture.Values[Trunk] }, Needed, cancellationToken));
        if (text is null)
        {
            return (features, []);
        }

        PromptFrame frame = PromptFrame.Create(image.Width, image.Height, size, spec.Fit);
        return (features, concepts.Detect(picture, frame, new ConceptQuestion(Words(text, cancellationToken), [], leastScore), cancellationToken));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        concepts.Dispose();
        clicks.Dispose();
    }

    private ConceptWords Words(string text, CancellationToken cancellationToken)
    {
        Tuple<string, ConceptWords>? known = _words;
        if (known?.Item1 != text)
        {
            _words = known = Tuple.Create(text, concepts.Describe(tokenizer.Encode(text), cancellationToken));
        }

        return known.Item2;
    }
}
