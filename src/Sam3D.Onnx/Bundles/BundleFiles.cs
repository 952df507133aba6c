using System.Security.Cryptography;

namespace Sam3D.Bundles;

/// <summary>The files of a bundle, none of which is used before its size and SHA-256 have been compared with the manifest.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class BundleFiles(IBundleSource source, IReadOnlyList<BundleFile> files)
{
    private const int HashBlock = 1 << 20;
    private readonly IBundleSource _source = source;
    private readonly Dictionary<string, BundleFile> _files = files.ToDictionary(f => f.Name);
    private readonly HashSet<string> _verified = [];
    private readonly Lock _verifying = new();

    private string Location => _source.Name;

    /// <summary>Reads the manifest of a bundle.</summary>
    /// <param name="source">Where the files lie.</param>
    /// <param name="read">Reads and checks it; told what to call it in messages.</param>
    /// <exception cref="BundleException">There is no manifest, or it breaks rules.</exception>
    public static T ReadManifest<T>(IBundleSource source, Func<Stream, string, T> read)
    {
        using Stream stream = OpenFile(source, BundleManifest.FileName);
        return Guarded(source, BundleManifest.FileName, () => read(stream, $"{source.Name}/{BundleManifest.FileName}"));
    }

    /// <summary>Compares every file. Files that were checked before are not read again.</summary>
    /// <param name="progress">Told after every block; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one block of 1 MB.</param>
    /// <exception cref="BundleException">A file is missing, cannot be read, or differs from what the manifest says.</exception>
    public void VerifyAll(IProgress<BundleVerificationProgress>? progress, CancellationToken cancellationToken)
    {
        long total = _files.Values.Sum(f => f.Size), before = 0;
        foreach (BundleFile file in _files.Values)
        {
            long start = before;
            Verify(file, content: null, bytes => progress?.Report(new(file.Name, start + bytes, total)), cancellationToken);
            before += file.Size;
            progress?.Report(new(file.Name, before, total));
        }
    }

    /// <summary>Compares one file.</summary>
    /// <param name="name">A name of the manifest's files.</param>
    /// <param name="cancellationToken">Honoured within one block of 1 MB.</param>
    /// <exception cref="BundleException">It is missing, cannot be read, or differs from what the manifest says.</exception>
    public void Verify(string name, CancellationToken cancellationToken) => Verify(_files[name], content: null, report: null, cancellationToken);

    /// <summary>Verifies the files of a stage and makes sure that its graph reads no others.</summary>
    /// <param name="spec">The stage.</param>
    /// <param name="cancellationToken">Honoured within one block of 1 MB.</param>
    /// <exception cref="BundleException">The stage cannot be trusted.</exception>
    public StageModel Load(StageSpec spec, CancellationToken cancellationToken)
    {
        BundleFile graph = _files[spec.File];
        string label = $"{Location}/{graph.Name}";
        if (_source.FolderPath is { } folder)
        {
            Verify(graph, content: null, report: null, cancellationToken);
            using (Stream stream = OpenFile(_source, graph.Name))
            {
                Guarded(_source, graph.Name, () => ExternalData.ThrowIfOutside(stream, spec.DataFiles, label));
            }

            foreach (string data in spec.DataFiles)
            {
                Verify(_files[data], content: null, report: null, cancellationToken);
            }

            return StageModel.FromFile(Path.Combine(folder, graph.Name), spec, label);
        }

        if (spec.DataFiles.Count > 0 || graph.Size > Array.MaxLength)
        {
            throw new BundleException($"{label} keeps its tensors in other files or is above 2 GB, which only works in a folder: copy the bundle into one.");
        }

        var content = new MemoryStream();
        Verify(graph, content, report: null, cancellationToken);
        content.Position = 0;
        ExternalData.ThrowIfOutside(content, [], label);
        return StageModel.FromBytes(content.ToArray(), spec, label);
    }

    private void Verify(BundleFile file, MemoryStream? content, Action<long>? report, CancellationToken cancellationToken)
    {
        lock (_verifying)
        {
            if (content is null && _verified.Contains(file.Name))
            {
                return;
            }

            using Stream stream = OpenFile(_source, file.Name);
            Guarded(_source, file.Name, () => Compare(file, stream, content, report, cancellationToken));
            _verified.Add(file.Name);
        }
    }

    private void Compare(BundleFile file, Stream stream, MemoryStream? content, Action<long>? report, CancellationToken cancellationToken)
    {
        if (stream.Length != file.Size)
        {
            throw new BundleException($"{Location}/{file.Name} has {stream.Length} bytes, expected {file.Size}: convert or download the bundle again.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content?.Capacity = (int)file.Size;
        byte[] block = new byte[Math.Min(HashBlock, file.Size)];
        long position = 0;
        for (int read; (read = stream.Read(block)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(block, 0, read);
            content?.Write(block, 0, read);
            report?.Invoke(position += read);
        }

        string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sha256 != file.Sha256)
        {
            throw new BundleException(
                $"{Location}/{file.Name} is damaged or was changed: its SHA-256 is {sha256[..12]}…, expected {file.Sha256[..12]}…; convert or download the bundle again.");
        }
    }

    private static Stream OpenFile(IBundleSource source, string file)
    {
        try
        {
            return source.OpenRead(file);
        }
        catch (FileNotFoundException e)
        {
            throw new BundleException($"{source.Name} has no file '{file}', which a model bundle needs: convert or download the bundle again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(source, file, e);
        }
    }

    private static void Guarded(IBundleSource source, string file, Action action) => Guarded(source, file, () =>
    {
        action();
        return true;
    });

    private static T Guarded<T>(IBundleSource source, string file, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(source, file, e);
        }
    }

    private static BundleException Unreadable(IBundleSource source, string file, Exception cause) =>
        new($"{source.Name}/{file} cannot be read: {MessageText.OneLine(cause.Message)} Check that it is a file that you may read.", cause);
}
