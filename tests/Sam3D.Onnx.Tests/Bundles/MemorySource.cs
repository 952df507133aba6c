using Sam3D.Bundles;

namespace Sam3D.Onnx.Tests.Bundles;

/// <summary>A bundle in memory that counts how often it is read.</summary>
internal sealed class MemorySource(IReadOnlyDictionary<string, byte[]> files) : IBundleSource, IDisposable
{
    public string Name => "memory";

    public string? FolderPath => null;

    public int Opened { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>A valid bundle of the given files.</summary>
    public static MemorySource Create(params (string Name, byte[] Content)[] files)
    {
        using var manifest = new MemoryStream();
        BundleManifestSerializer.Write(TinyBundle.Manifest(files), manifest);
        var all = files.ToDictionary(f => f.Name, f => f.Content);
        all.Add(BundleManifest.FileName, manifest.ToArray());
        return new MemorySource(all);
    }

    public Stream OpenRead(string file)
    {
        Opened++;
        return files.TryGetValue(file, out byte[]? content) ? new MemoryStream(content, writable: false) : throw new FileNotFoundException();
    }

    public void Dispose() => IsDisposed = true;
}
