namespace Sam3D.Core.Tests.Imaging;

/// <summary>A folder that is deleted with everything in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("sam3d-").FullName;

    /// <summary>The names of everything in the folder.</summary>
    public IEnumerable<string> Names => Directory.EnumerateFileSystemEntries(_path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!;

    /// <summary>The path of a file in the folder.</summary>
    public static string operator /(TemporaryFolder folder, string name) => Path.Combine(folder._path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_path, recursive: true);
}
