using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>The embedded bundle is what converting the checkpoint gives, byte by byte.</summary>
public sealed class EmbeddedBundleTests
{
    [Fact]
    public void ConvertingTheCheckpointAgainGivesTheEmbeddedBundle()
    {
        string embedded = Path.Combine(Repository.Root, "models", "compact");
        using ModelBundle bundle = CompactModel.OpenBundle();
        BundleManifest manifest = bundle.Manifest;
        using var folder = new TemporaryFolder();
        string converted = Path.Combine(folder.Path, "bundle");
        CheckpointConverter.Convert(
            Path.Combine(embedded, "checkpoint"),
            converted,
            new ConversionOptions
            {
                Name = manifest.Name,
                Licence = manifest.Licence,
                Origin = manifest.Origin,
                Precision = GraphPrecision.Float16,
                Float32Products = true,
                RefineLayout = true,
            },
            cancellationToken: TestContext.Current.CancellationToken);
        foreach (string name in (string[])[BundleManifest.FileName, .. manifest.Files.Select(f => f.Name)])
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(embedded, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(converted, name))),
                $"models/compact/{name} differs: make the bundle of its checkpoint again with the command of models/compact/README.md.");
        }
    }
}
