using Sam3D.Bundles;

namespace Sam3D.Onnx.Tests.Depth;

/// <summary>What needs no network; the rest is in <c>MogeEstimatorTests</c>, on the weights of a reference case.</summary>
public sealed class OnnxDepthEstimatorTests
{
    private static readonly DepthSpec Spec = new()
    {
        PatchSize = 14,
        PositionGrid = 5,
        Levels = 1,
        MinTokens = 1,
        MaxTokens = 9,
        Remap = DepthRemap.Exp,
        MaskThreshold = 0,
    };

    [Fact]
    public void A_bundle_without_depth_is_refused()
    {
        using ModelBundle bundle = Bundle(null);
        Assert.Contains("no depth network", Assert.Throws<BundleException>(() => new OnnxDepthEstimator(bundle)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_of_other_tensors_is_refused_by_their_names()
    {
        using ModelBundle bundle = Bundle(Spec);
        string message = Assert.Throws<BundleException>(() => new OnnxDepthEstimator(bundle)).Message;
        Assert.All((string[])["input 'uv.1'", "output 'mask'", "place for input 'x'"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain("uv.2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(BundleLimits.DepthTokens + 1)]
    public void Budgets_out_of_range_are_refused(int tokens)
    {
        using ModelBundle bundle = Bundle(Spec);
        Assert.Throws<ArgumentException>(() => new OnnxDepthEstimator(bundle, depth: new DepthOptions { Tokens = tokens }));
    }

    [Fact]
    public void Defaults_are_those_of_the_official_pipeline() =>
        Assert.Equal((null, false), (new DepthOptions().Tokens, new DepthOptions().ForceProjection));

    private static ModelBundle Bundle(DepthSpec? depth)
    {
        byte[] graph = TinyOnnx.Scale([.. TinyBundle.Weights]);
        BundleManifest manifest = TinyBundle.Manifest((TinyBundle.Graph, graph));
        using var json = new MemoryStream();
        BundleManifestSerializer.Write(
            manifest with
            {
                Depth = depth,
                Stages = new Dictionary<string, StageSpec>(manifest.Stages) { [BundleManifest.DepthStage] = manifest.Stages[TinyBundle.Stage] },
            },
            json);
        return ModelBundle.Open(new Bundles.MemorySource(new Dictionary<string, byte[]> { [BundleManifest.FileName] = json.ToArray(), [TinyBundle.Graph] = graph }));
    }
}
