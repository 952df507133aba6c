using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>The demonstration checkpoint, converted once for all tests of this assembly.</summary>
public sealed class CompactCheckpoint : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "sam3d-" + Path.GetRandomFileName());

    public CompactCheckpoint() => CheckpointConverter.Convert(CheckpointFolder, _folder);

    /// <summary>The checkpoint as it was trained.</summary>
    public static string CheckpointFolder => Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1");

    /// <summary>The golden samples, each a folder.</summary>
    public static IReadOnlyList<string> Samples =>
        [.. Directory.EnumerateDirectories(Path.Combine(CheckpointFolder, "samples")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    /// <summary>The converted bundle.</summary>
    public string BundleFolder => _folder;

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
