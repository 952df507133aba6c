using System.Text;
using System.Text.Json.Nodes;
using Sam3D.Bundles;
using Sam3D.Masks;

namespace Sam3D.Core.Tests.Bundles;

public sealed class SegmentationManifestTests
{
    [Fact]
    public void What_is_written_reads_back_and_writes_the_same_bytes()
    {
        byte[] first = Write(Manifest());
        SegmentationManifest read = Read(first);
        Assert.Equal(first, Write(read));
        Assert.Equal(PictureFit.LongestSide, read.Segmentation.Fit);
        Assert.Equal([123.675f, 116.28f, 103.53f], read.Segmentation.Mean);
        Assert.Contains("\"fit\": \"longestSide\"", Encoding.UTF8.GetString(first), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "segmentation.imageSize", "100000", "segmentation.imageSize is 100000" },
        { "segmentation.leastStability", "1.5", "segmentation.leastStability is 1.5" },
        { "segmentation.mean", "[1, 2]", "a list of 2 numbers" },
        { "segmentation.deviation", "[1, 0, 1]", "segmentation.deviation[1] is 0" },
        { "segmentation.logitLimit", "-1", "segmentation.logitLimit is -1" },
        { "stages", "{}", "without 'mask_decoder'" },
        { "format", "\"sam3d-bundle/1\"", "it is a model for reconstruction" },
        { "format", "\"sam3d-segmentation/2\"", "this version reads 'sam3d-segmentation/1'" },
        { "segmentation.unknown", "1", "not a valid bundle manifest" },
        { "segmentation.fit", "\"none\"", "not a valid bundle manifest" },
        { "tracking.grid", "0", "tracking.grid is 0" },
        { "tracking.memories", "1", "tracking.memories is 1" },
        { "tracking.pointers", "1000000", "tracking.pointers is 1000000" },
        { "tracking.maxPromptedFrames", "1", "tracking.maxPromptedFrames is 1" },
        { "tracking.holeArea", "-1", "tracking.holeArea is -1" },
        { "tracking", "null", "not a valid bundle manifest" },
    };

    [Fact]
    public void What_follows_objects_needs_its_networks()
    {
        SegmentationManifest manifest = Manifest();
        var stages = manifest.Stages.Where(s => s.Key != SegmentationManifest.MemoryEncoderStage).ToDictionary(s => s.Key, s => s.Value);
        BundleException error = Assert.Throws<BundleException>(() => Write(manifest with { Stages = stages }));
        Assert.Contains("without 'memory_encoder'", error.Message, StringComparison.Ordinal);
        Assert.Null(Read(Write(manifest with { Tracking = null })).Tracking);
    }


    [Theory]
    [MemberData(nameof(Broken))]
    public void What_breaks_a_rule_is_refused(string path, string value, string says)
    {
        JsonNode json = JsonNode.Parse(Write(Manifest()))!;
        string[] parts = path.Split('.');
        JsonNode at = parts[..^1].Aggregate(json, (node, name) => node[name]!);
        at[parts[^1]] = JsonNode.Parse(value);
        BundleException error = Assert.Throws<BundleException>(() => Read(Encoding.UTF8.GetBytes(json.ToJsonString())));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static SegmentationManifest Manifest()
    {
        static StageSpec Stage(string file) => new() { File = file, Inputs = [new TensorSpec("a", [1])], Outputs = [new TensorSpec("b", [-1])] };
        return new SegmentationManifest
        {
            Format = SegmentationManifest.CurrentFormat,
            Name = "test",
            Licence = "none",
            Origin = "a test",
            Segmentation = new SegmentationSpec { ImageSize = 1024, Fit = PictureFit.LongestSide, PadsBoxes = false, LeastStability = 0, LogitLimit = 0 },
            Tracking = new TrackingSpec { Width = 8, MemoryWidth = 2, Grid = 4, Memories = 7, MaxPromptedFrames = -1, HoleArea = 8, SelectsMemories = false, IsThird = false },
            Stages = new Dictionary<string, StageSpec>
            {
                [SegmentationManifest.EncoderStage] = Stage("a.onnx"),
                [SegmentationManifest.DecoderStage] = Stage("b.onnx"),
                [SegmentationManifest.MemoryAttentionStage] = Stage("c.onnx"),
                [SegmentationManifest.MemoryEncoderStage] = Stage("d.onnx"),
                [SegmentationManifest.MaskPromptStage] = Stage("e.onnx"),
            },
            Files = [.. "abcde".Select((c, i) => new BundleFile($"{c}.onnx", 1, new string((char)('0' + i), 64)))],
        };
    }

    private static byte[] Write(SegmentationManifest manifest)
    {
        var stream = new MemoryStream();
        BundleManifestSerializer.Write(manifest, stream);
        return stream.ToArray();
    }

    private static SegmentationManifest Read(byte[] json) => BundleManifestSerializer.ReadSegmentation(new MemoryStream(json), "test");
}
