using System.Text;
using System.Text.Json.Nodes;
using Sam3D.Bundles;

namespace Sam3D.Core.Tests.Bundles;

public sealed class DepthSpecTests
{
    private static DepthSpec Released { get; } = new()
    {
        PatchSize = 14,
        PositionGrid = 37,
        Levels = 3,
        MinTokens = 1200,
        MaxTokens = 2500,
        Remap = DepthRemap.Exp,
        MaskThreshold = 0.5f,
    };

    [Fact]
    public void A_bundle_without_depth_does_not_name_it()
    {
        byte[] json = Write(TinyBundle.Manifest());
        Assert.DoesNotContain("depth", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Null(BundleManifestSerializer.Read(json, "test").Depth);
    }

    [Theory]
    [InlineData(DepthRemap.Linear, "linear")]
    [InlineData(DepthRemap.Sinh, "sinh")]
    [InlineData(DepthRemap.Exp, "exp")]
    [InlineData(DepthRemap.SinhExp, "sinhExp")]
    public void What_is_written_reads_back(DepthRemap remap, string text)
    {
        DepthSpec depth = Released with { Remap = remap };
        byte[] json = Write(With(depth));
        Assert.Contains($"\"remap\": \"{text}\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal(depth, BundleManifestSerializer.Read(json, "test").Depth);
    }

    [Theory]
    [InlineData("patchSize")]
    [InlineData("levels")]
    [InlineData("remap")]
    [InlineData("maskThreshold")]
    public void A_member_that_is_left_out_is_named(string member)
    {
        JsonNode json = JsonNode.Parse(Write(With(Released)))!;
        Assert.True(json["depth"]!.AsObject().Remove(member));
        Assert.Contains(member, Refused(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_no_depth()
    {
        JsonNode json = JsonNode.Parse(Write(TinyBundle.Manifest()))!;
        json["depth"] = null;
        Assert.Contains("depth", Refused(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_violation_is_named()
    {
        DepthSpec wrong = new()
        {
            PatchSize = 0,
            PositionGrid = BundleLimits.Resolution + 1,
            Levels = BundleLimits.DepthLevels + 1,
            MinTokens = 10,
            MaxTokens = 9,
            Remap = (DepthRemap)9,
            MaskThreshold = float.NaN,
        };
        BundleException error = Assert.Throws<BundleException>(() => Write(TinyBundle.Manifest() with { Depth = wrong }));
        foreach (string part in (string[])[
            "without 'depth'", "depth.patchSize is 0", $"depth.positionGrid is {BundleLimits.Resolution + 1},", "depth.levels is 6", "depth.maxTokens is 9, expected 10 to 65536", "depth.remap is 9", "depth.maskThreshold is NaN"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\n', error.Message);
    }

    private static BundleManifest With(DepthSpec depth)
    {
        BundleManifest manifest = TinyBundle.Manifest();
        return manifest with
        {
            Depth = depth,
            Stages = new Dictionary<string, StageSpec>(manifest.Stages) { [BundleManifest.DepthStage] = manifest.Stages[TinyBundle.Stage] },
        };
    }

    private static string Refused(JsonNode json) =>
        Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "test")).Message;

    private static byte[] Write(BundleManifest manifest)
    {
        using var stream = new MemoryStream();
        BundleManifestSerializer.Write(manifest, stream);
        return stream.ToArray();
    }
}
