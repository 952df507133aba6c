using System.Security.Cryptography;

namespace Sam3D.Onnx.Tests.Bundles;

public sealed class EmbeddedBundleSourceTests
{
    [Fact]
    public void The_embedded_network_is_the_file_of_the_repository()
    {
        var source = new EmbeddedBundleSource(typeof(SalientModel).Assembly, "models/u2netp");
        using Stream embedded = source.OpenRead("u2netp.onnx");
        using Stream file = File.OpenRead(Path.Combine(Repository.Root, "models", "u2netp", "u2netp.onnx"));
        Assert.Equal(SHA256.HashData(file), SHA256.HashData(embedded));
        Assert.Null(source.FolderPath);
    }

    [Fact]
    public void A_missing_resource_is_named_as_a_missing_file_of_the_bundle()
    {
        var source = new EmbeddedBundleSource(typeof(SalientModel).Assembly, "models/none");
        BundleException error = Assert.Throws<BundleException>(() => ModelBundle.Open(source));
        Assert.Contains("Sam3D.dll:models/none", error.Message, StringComparison.Ordinal);
        Assert.Contains("'bundle.json'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_embedded_segmenter_loads()
    {
        using SalientObjectSegmenter segmenter = SalientObjectSegmenter.CreateDefault(new RuntimeOptions { Device = DevicePreference.Cpu });
        Assert.Equal(PromptKinds.Salient, segmenter.SupportedPrompts);
        Assert.Equal(DeviceKind.Cpu, segmenter.Device.Kind);
    }
}
