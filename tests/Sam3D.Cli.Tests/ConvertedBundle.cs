[assembly: AssemblyFixture(typeof(Sam3D.Cli.Tests.ConvertedBundle))]

namespace Sam3D.Cli.Tests;

/// <summary>The demonstration checkpoint, converted once by the command itself.</summary>
public sealed class ConvertedBundle : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The bundle's folder; not to be written to.</summary>
    public string Path => _folder.File("bundle");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => (await Cli.RunAsync("convert", TestFiles.Checkpoint, "-o", Path, "--quiet")).Succeeded();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
