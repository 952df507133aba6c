using System.Security.Cryptography;
using Sam3D.Bundles;

namespace Sam3D.Conversion;

/// <summary>
/// Writes the files of a bundle into a folder beside its destination, and moves that into place when all of them are there: a
/// conversion that fails leaves nothing behind.
/// </summary>
internal sealed class BundleWriter : IDisposable
{
    private readonly string _destination;
    private readonly string _partial;
    private readonly bool _overwrite;
    private readonly long _maxInlineBytes;
    private readonly List<BundleFile> _files = [];
    private readonly Dictionary<string, StageSpec> _stages = new(StringComparer.Ordinal);

    /// <exception cref="ExportException">The destination exists or its folder cannot be written to.</exception>
    public BundleWriter(string destination, ConversionOptions options)
    {
        _destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination));
        _overwrite = options.Overwrite;
        _maxInlineBytes = Math.Clamp(options.MaxInlineBytes, 0, 1L << 30);
        ThrowIfOccupied();
        _partial = $"{_destination}.{Path.GetRandomFileName()}.partial";
        try
        {
            Directory.CreateDirectory(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"The folder {_destination} cannot be made ({e.Message}); choose a place that you may write to.", e);
        }
    }

    /// <summary>The files so far.</summary>
    public IReadOnlyList<BundleFile> Files => _files;

    /// <summary>The stages so far.</summary>
    public IReadOnlyDictionary<string, StageSpec> Stages => _stages;

    /// <summary>Writes the graph of a stage.</summary>
    public void WriteStage(string stage, OnnxGraphBuilder builder, CancellationToken cancellationToken)
    {
        string graph = stage + ".onnx", data = graph + ".data";
        bool inline = builder.Tensors.Sum(t => t.Bytes) <= _maxInlineBytes;
        WriteFile(graph, graphStream =>
        {
            if (inline)
            {
                OnnxModelWriter.WriteInline(builder, graphStream);
            }
            else
            {
                WriteFile(data, dataStream => OnnxModelWriter.WriteExternal(builder, graphStream, dataStream, data, cancellationToken));
            }
        });
        _stages.Add(stage, new StageSpec
        {
            File = graph,
            DataFiles = inline ? [] : [data],
            Inputs = builder.Inputs,
            Outputs = builder.Outputs,
        });
    }

    /// <summary>Writes the manifest and moves the bundle into place.</summary>
    public void Complete(BundleManifest manifest)
    {
        using (FileStream stream = File.Create(Path.Combine(_partial, BundleManifest.FileName)))
        {
            BundleManifestSerializer.Write(manifest, stream);
        }

        try
        {
            ThrowIfOccupied();
            if (Directory.Exists(_destination))
            {
                Directory.Delete(_destination, recursive: true);
            }

            Directory.Move(_partial, _destination);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"The bundle cannot be moved to {_destination} ({e.Message}); choose another place.", e);
        }
    }

    /// <summary>Moves the files into a bundle that is already there, and its new manifest last: whoever opens it sees the old or the new one.</summary>
    /// <param name="folder">The bundle, on the same drive as the destination.</param>
    /// <param name="manifest">What the bundle shall say, the new files included.</param>
    public void MoveInto(string folder, BundleManifest manifest)
    {
        try
        {
            using (FileStream stream = File.Create(Path.Combine(_partial, BundleManifest.FileName)))
            {
                BundleManifestSerializer.Write(manifest, stream);
            }

            foreach (string name in (IEnumerable<string>)[.. _files.Select(f => f.Name), BundleManifest.FileName])
            {
                File.Move(Path.Combine(_partial, name), Path.Combine(folder, name), overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"The bundle in {folder} cannot be changed ({e.Message}); close the programs that use it, check free space and permissions.", e);
        }
    }

    /// <summary>Removes what was written when it was not completed.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_partial))
        {
            Directory.Delete(_partial, recursive: true);
        }
    }

    /// <summary>Only an empty folder, or with <see cref="ConversionOptions.Overwrite"/> an older bundle, may be replaced: never other files.</summary>
    private void ThrowIfOccupied()
    {
        if (File.Exists(_destination))
        {
            throw new ExportException($"{_destination} is a file; name a folder for the bundle.");
        }

        if (!Directory.Exists(_destination) || !Directory.EnumerateFileSystemEntries(_destination).Any())
        {
            return;
        }

        if (!File.Exists(Path.Combine(_destination, BundleManifest.FileName)))
        {
            throw new ExportException($"{_destination} holds other files than a bundle; name a new or empty folder.");
        }

        if (!_overwrite)
        {
            throw new ExportException($"{_destination} already holds a bundle; name another folder or ask for it to be overwritten.");
        }
    }

    private void WriteFile(string name, Action<Stream> write)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size;
        try
        {
            using FileStream file = File.Create(Path.Combine(_partial, name));
            using var hashing = new HashingStream(file, hash);
            write(hashing);
            size = hashing.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"{name} cannot be written below {_destination} ({e.Message}); check free space and permissions.", e);
        }

        _files.Add(new BundleFile(name, size, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }
}
