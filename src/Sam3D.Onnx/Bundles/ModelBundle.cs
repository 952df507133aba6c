using Sam3D.Bundles;

namespace Sam3D;

/// <summary>
/// A model with everything that the runtime must know of it: the manifest <c>bundle.json</c> and the ONNX files that it lists. No
/// file is used before its size and SHA-256 have been compared with the manifest.
/// </summary>
/// <remarks>Safe for concurrent calls. Sessions made from a bundle stay valid after it is disposed.</remarks>
public sealed class ModelBundle : IDisposable
{
    private readonly IBundleSource _source;
    private readonly BundleFiles _files;
    private bool _isDisposed;

    private ModelBundle(IBundleSource source, BundleManifest manifest)
    {
        _source = source;
        _files = new BundleFiles(source, manifest.Files);
        Manifest = manifest;
    }

    /// <summary>What <c>bundle.json</c> says; it keeps every rule of the format.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>Where the bundle lies, for messages.</summary>
    public string Location => _source.Name;

    /// <summary>Opens a bundle in a folder. Reads the manifest only; files are checked when they are first used.</summary>
    /// <param name="folder">The folder that holds <c>bundle.json</c>.</param>
    /// <exception cref="BundleException">There is no such folder or manifest, or the manifest breaks rules.</exception>
    public static ModelBundle Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return Open(new FolderBundleSource(folder));
    }

    /// <summary>Opens a bundle of any source. Reads the manifest only; files are checked when they are first used.</summary>
    /// <param name="source">Where the files lie; the bundle owns it.</param>
    /// <exception cref="BundleException">There is no manifest, or it breaks rules.</exception>
    public static ModelBundle Open(IBundleSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ModelBundle(source, BundleFiles.ReadManifest(source, BundleManifestSerializer.Read));
    }

    /// <summary>Compares the size and SHA-256 of every file with the manifest. Files that were checked before are not read again.</summary>
    /// <param name="progress">Told after every block; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one block of 1 MB.</param>
    /// <exception cref="BundleException">A file is missing, cannot be read, or differs from what the manifest says.</exception>
    public void VerifyAll(IProgress<BundleVerificationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _files.VerifyAll(progress, cancellationToken);
    }

    /// <summary>Verifies the files of a stage and makes sure that its graph reads no others.</summary>
    /// <param name="stage">A key of <see cref="BundleManifest.Stages"/>.</param>
    /// <param name="cancellationToken">Honoured within one block of 1 MB.</param>
    /// <exception cref="BundleException">The stage is missing or cannot be trusted.</exception>
    internal StageModel LoadStage(string stage, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!Manifest.Stages.TryGetValue(stage, out StageSpec? spec))
        {
            throw new BundleException(
                $"{Location} has no stage '{stage}', but {string.Join(", ", Manifest.Stages.Keys.Order(StringComparer.Ordinal).Select(MessageText.Quote))}: use a bundle of another kind.");
        }

        return _files.Load(spec, cancellationToken);
    }

    /// <summary>Frees the source.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        (_source as IDisposable)?.Dispose();
    }
}
