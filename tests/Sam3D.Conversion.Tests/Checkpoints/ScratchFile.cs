namespace Sam3D.Conversion.Tests;

/// <summary>A file of a test's own, deleted at the end.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sam3d-");

    public ScratchFile(string name, ReadOnlySpan<byte> bytes)
    {
        Path = System.IO.Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(Path, bytes);
    }

    public string Path { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
