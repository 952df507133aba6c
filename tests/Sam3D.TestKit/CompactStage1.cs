using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.TestKit;

/// <summary>The checkpoint <c>tests/fixtures/compact-stage1</c>, a geometry model whose reference results are stored, converted once a process and kept in memory.</summary>
public static class CompactStage1
{
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Converted = new(Convert);

    /// <summary>The checkpoint as it was trained.</summary>
    public static string Checkpoint { get; } = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1");

    /// <summary>The files of the bundle by their names; not to be changed.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files => Converted.Value;

    /// <summary>Opens the bundle; the caller disposes it.</summary>
    public static ModelBundle OpenBundle() => ModelBundle.Open(new Source());

    private static Dictionary<string, byte[]> Convert()
    {
        using var folder = new TemporaryFolder();
        string bundle = folder.File("bundle");
        CheckpointConverter.Convert(Checkpoint, bundle);
        return Directory.EnumerateFiles(bundle).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes, StringComparer.Ordinal);
    }

    private sealed class Source : IBundleSource
    {
        public string Name => "compact-stage1";

        public string? FolderPath => null;

        public Stream OpenRead(string file) => Files.TryGetValue(file, out byte[]? content) ? new MemoryStream(content, writable: false) : throw new FileNotFoundException();
    }
}
