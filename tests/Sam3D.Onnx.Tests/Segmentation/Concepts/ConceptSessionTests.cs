using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Segmentation.Concepts;

/// <summary>What is computed once: a picture in its session, words for all sessions.</summary>
public sealed class ConceptSessionTests
{
    private static readonly RgbImage Picture = new(4, 3, new byte[36]);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_word_costs_neither_picture_nor_known_words()
    {
        var network = new Counting();
        using OnnxConceptSegmenter segmenter = Create(network);
        using ISegmentationSession first = await segmenter.OpenAsync(Picture, None), second = await segmenter.OpenAsync(Picture, None);
        foreach (string word in (string[])["chair", "table", "Chair", " table ", "chair"])
        {
            await Assert.ThrowsAsync<MaskException>(async () => await first.SegmentAsync(new() { Text = word }, None));
            await Assert.ThrowsAsync<MaskException>(async () => await second.SegmentAsync(new() { Text = word }, None));
        }

        Assert.Equal((2, 2, 10), (network.Pictures, network.Words, network.Questions));

        // Boxes alone are asked for with one word, which is kept too.
        var box = new SegmentationPrompt { Boxes = [new BoxPrompt(Vector2.Zero, Vector2.One)] };
        await Assert.ThrowsAsync<MaskException>(async () => await first.SegmentAsync(box, None));
        await Assert.ThrowsAsync<MaskException>(async () => await first.SegmentAsync(new() { Text = "visual" }, None));
        Assert.Equal((2, 3, 12), (network.Pictures, network.Words, network.Questions));
    }

    [Fact]
    public async Task Kept_words_are_bounded()
    {
        var network = new Counting();
        using OnnxConceptSegmenter segmenter = Create(network);
        using ISegmentationSession session = await segmenter.OpenAsync(Picture, None);
        for (int i = 0; i < 300; i++)
        {
            await Assert.ThrowsAsync<MaskException>(async () => await session.SegmentAsync(new() { Text = $"thing {i}" }, None));
        }

        Assert.Equal(300, network.Words);
        Assert.InRange(segmenter.KnownWords, 1, 256);
    }

    private static OnnxConceptSegmenter Create(IConceptNetwork network)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "merges.txt");
        char[] bytes = [.. Enumerable.Range('!', 94).Concat(Enumerable.Range(0xA1, 12)).Concat(Enumerable.Range(0xAE, 0x144 - 0xAE)).Select(c => (char)c)];
        IEnumerable<string> pairs = from a in bytes from b in bytes select $"{a} {b}";
        File.WriteAllText(path, "#version: 0.2\n" + string.Join('\n', pairs.Take(48894)));
        return new OnnxConceptSegmenter(
            network,
            null,
            PromptTokenizer.Open(path),
            new SegmentationSpec { ImageSize = 16, Fit = PictureFit.StretchBytes, PadsBoxes = true, LeastStability = 0, LogitLimit = 0 },
            0.5f,
            new DeviceInfo(DeviceKind.Cpu, "test"));
    }

    /// <summary>Counts calls and finds nothing.</summary>
    private sealed class Counting : IConceptNetwork
    {
        public int Pictures { get; private set; }

        public int Words { get; private set; }

        public int Questions { get; private set; }

        public KeptTensors Encode(RgbImage image, PromptFrame frame, CancellationToken cancellationToken)
        {
            Pictures++;
            return new KeptTensors(new Dictionary<string, OrtValue>(), null);
        }

        public ConceptWords Describe(int[] ids, CancellationToken cancellationToken)
        {
            Words++;
            return new ConceptWords([]);
        }

        public ConceptFindings Find(KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken)
        {
            Questions++;
            return new ConceptFindings([], 0.1f, null);
        }

        public void Dispose()
        {
        }
    }
}
