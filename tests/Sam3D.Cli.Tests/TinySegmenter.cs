using System.Runtime.InteropServices;
using Sam3D.ParityTests;

namespace Sam3D.Cli.Tests;

/// <summary>A segmenter of SAM 1's architecture with the small random weights of a reference case, converted by the command itself.</summary>
public sealed class TinySegmenter : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The bundle's folder; not to be written to.</summary>
    public string Path => _folder.File("bundle");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        FixtureCase fixture = FixtureCase.Open(System.IO.Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation), "sam1_predictor");
        using var weights = new WeightSet(fixture);
        File.WriteAllBytes(_folder.File("sam.pth"), PyTorchWriter.Build(
            [.. weights.Tensors.Values.Select(t => (t, MemoryMarshal.AsBytes<float>(weights.ReadSingle(t.Name)).ToArray()))]));
        (await Cli.RunAsync("convert", _folder.File("sam.pth"), "-o", Path, "--quiet")).Succeeded();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
