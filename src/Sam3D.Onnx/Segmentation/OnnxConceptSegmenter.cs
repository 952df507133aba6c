using System.Collections.Concurrent;
using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D;

/// <summary>
/// Finds every object that a word means, or that looks like an example, with SAM 3 (Carion et al., arXiv 2511.16719; official <c>Sam3Processor</c>): a bundle that <c>sam3d convert</c> made of
/// the official checkpoint, or the ONNX files of a public export as they are. Of a bundle, clicks, rough masks and corrections are answered too, by the same model's mask decoder.
/// </summary>
/// <remarks>
/// <para>A prompt of text, of boxes, or of both asks for a concept: boxes are examples of what is meant, or of what is not (<see cref="BoxPrompt.IsForeground"/>), and the answer holds every object
/// above <see cref="ScoreThreshold"/>, with the network's own <see cref="ScoredMask.Box"/> and <see cref="ScoredMask.Presence"/>. A prompt with a click, a mask or an earlier result asks for one
/// object, of which a box is the outline, as <see cref="OnnxSegmenter"/> has it.</para>
/// <para>Safe for concurrent calls. Open a photograph with <see cref="OpenAsync"/> for several prompts: the image encoder, which costs nearly all, runs once. Encoded words are kept for
/// all photographs.</para>
/// </remarks>
public sealed class OnnxConceptSegmenter : ISegmenter
{
    // Official prompt where there are boxes alone.
    private const string NoWords = "visual";

    // 32 KB each at the released size.
    private const int KeptWords = 256;

    private readonly PromptTokenizer _tokenizer;
    private readonly SegmentationSpec _spec;
    private readonly ConcurrentDictionary<string, ConceptWords> _words = new(StringComparer.Ordinal);

    internal OnnxConceptSegmenter(
        IConceptNetwork network, PromptNetwork? clicks, PromptTokenizer tokenizer, SegmentationSpec spec, float threshold, DeviceInfo device) =>
        (Network, Clicks, _tokenizer, _spec, ScoreThreshold, Device) = (network, clicks, tokenizer, spec, threshold, device);

    /// <inheritdoc/>
    public PromptKinds SupportedPrompts =>
        PromptKinds.Text | PromptKinds.Boxes | (Clicks is null ? 0 : PromptKinds.Points | PromptKinds.Mask | PromptKinds.Previous);

    /// <summary>Probability above which an object counts, 0 to 1.</summary>
    public float ScoreThreshold { get; internal set; }

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Words that are kept.</summary>
    internal int KnownWords => _words.Count;

    internal IConceptNetwork Network { get; }

    internal PromptNetwork? Clicks { get; }

    /// <summary>Opens a bundle of SAM 3.</summary>
    /// <param name="folder">The folder that holds <c>bundle.json</c>, as <c>sam3d convert</c> writes it.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="concepts">Which answers count; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured while verifying and loading.</param>
    /// <exception cref="BundleException">There is no such bundle, it takes no words, a file is damaged, or its graphs are others than promised.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static OnnxConceptSegmenter Open(
        string folder, RuntimeOptions? options = null, ConceptSegmenterOptions? concepts = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        concepts ??= new ConceptSegmenterOptions();
        concepts.Validate();
        var source = new FolderBundleSource(folder);
        SegmentationManifest manifest = BundleFiles.ReadManifest(source, BundleManifestSerializer.ReadSegmentation);
        ConceptSpec spec = manifest.Concepts
            ?? throw new BundleException($"{folder} is '{MessageText.OneLine(manifest.Name)}', which takes clicks and boxes but no words: open it with {nameof(OnnxSegmenter)}, or convert a checkpoint of SAM 3.");
        var files = new BundleFiles(source, manifest.Files);
        files.Verify(spec.Tokenizer, cancellationToken);
        PromptTokenizer tokenizer = PromptTokenizer.Open(Path.Combine(folder, spec.Tokenizer));
        var factory = new SessionFactory(options);
        OpenGraph Graph(string stage) => factory.CreateOpen(
            files.Load(manifest.Stages[stage], cancellationToken), stage is SegmentationManifest.DetectorStage or SegmentationManifest.DecoderStage, cancellationToken);

        var network = new BundledConcepts(Graph, manifest.Segmentation);
        try
        {
            if (network.ContextLength != PromptTokenizer.ContextLength)
            {
                throw new BundleException($"The text encoder in {folder} takes {network.ContextLength} tokens, expected {PromptTokenizer.ContextLength}: convert the checkpoint again.");
            }

            PromptNetwork? clicks = manifest.Stages.ContainsKey(SegmentationManifest.ClickStage)
                ? PromptNetwork.Load(Graph, SegmentationManifest.ClickStage, SegmentationManifest.DecoderStage, manifest.Segmentation)
                : null;
            return new OnnxConceptSegmenter(network, clicks, tokenizer, manifest.Segmentation, concepts.ScoreThreshold ?? spec.ScoreThreshold, factory.Device);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Opens a public export as it is. What it is, is told by the names and shapes of inputs and outputs. It answers words and boxes around examples.</summary>
    /// <param name="imageFile">The ONNX file of the image encoder; files with its weights must lie beside it and begin with its name.</param>
    /// <param name="textFile">The ONNX file of the text encoder.</param>
    /// <param name="detectorFile">The ONNX file that makes masks of both, called decoder by most.</param>
    /// <param name="tokenizerFile">The merges of the tokenizer: <c>bpe_simple_vocab_16e6.txt.gz</c> or <c>merges.txt</c>.</param>
    /// <param name="geometryFile">The ONNX file of the encoder of boxes, where the export has one.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="concepts">Which answers count; <see langword="null"/> takes 0.5. An export that chooses inside has a threshold of its own.</param>
    /// <param name="cancellationToken">Honoured while loading.</param>
    /// <exception cref="BundleException">A file is missing, cannot be read or is no known export, or the files do not belong together.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static OnnxConceptSegmenter OpenFiles(
        string imageFile,
        string textFile,
        string detectorFile,
        string tokenizerFile,
        string? geometryFile = null,
        RuntimeOptions? options = null,
        ConceptSegmenterOptions? concepts = null,
        CancellationToken cancellationToken = default)
    {
        const float Released = 0.5f;
        foreach (string file in (string[])[imageFile, textFile, detectorFile, tokenizerFile])
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(file);
        }

        concepts ??= new ConceptSegmenterOptions();
        concepts.Validate();
        PromptTokenizer tokenizer = PromptTokenizer.Open(tokenizerFile);
        var factory = new SessionFactory(options);
        var graphs = new List<OpenGraph>();
        try
        {
            foreach (string file in ((string?[])[imageFile, textFile, detectorFile, geometryFile]).OfType<string>())
            {
                graphs.Add(factory.CreateOpen(ForeignFile.Open(file), keepsMemory: file == detectorFile, cancellationToken));
            }

            OpenGraph? geometry = graphs.Count > 3 ? graphs[3] : null;
            ConceptExport export = ConceptExport.Recognise(graphs[0], graphs[1], graphs[2], geometry);
            var spec = new SegmentationSpec { ImageSize = export.ImageSize, Fit = PictureFit.StretchBytes, PadsBoxes = true, LeastStability = 0, LogitLimit = 0 };
            return new OnnxConceptSegmenter(
                new ExportedConcepts(graphs[0], graphs[1], graphs[2], geometry, export), null, tokenizer, spec, concepts.ScoreThreshold ?? Released, factory.Device);
        }
        catch
        {
            graphs.ForEach(g => g.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="BundleException">The image encoder fails.</exception>
    public async ValueTask<ISegmentationSession> OpenAsync(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        PromptFrame frame = PromptFrame.Create(image.Width, image.Height, _spec.ImageSize, _spec.Fit);
        KeptTensors picture = await Task.Run(() => Network.Encode(image, frame, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new ConceptSession(this, image, frame, picture);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(
        RgbImage image, SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ConceptSession.ThrowIfUnusable(prompt, image, SupportedPrompts);
        using ISegmentationSession session = await OpenAsync(image, cancellationToken).ConfigureAwait(false);
        return await session.SegmentAsync(prompt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        Network.Dispose();
        Clicks?.Dispose();
    }

    /// <summary>Encodes words, or takes them from an earlier time.</summary>
    internal ConceptWords Describe(string? text, CancellationToken cancellationToken)
    {
        int[] ids = _tokenizer.Encode(text ?? NoWords);
        string key = string.Join(' ', ids);
        if (_words.TryGetValue(key, out ConceptWords? known))
        {
            return known;
        }

        if (_words.Count >= KeptWords)
        {
            _words.Clear();
        }

        return _words[key] = Network.Describe(ids, cancellationToken);
    }
}
