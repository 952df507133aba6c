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
    private readonly string? _madeParent;
    private readonly bool _overwrite;
    private readonly long _maxInlineBytes;
    private readonly List<BundleFile> _files = [];
    private readonly Dictionary<string, StageSpec> _stages = new(StringComparer.Ordinal);
    private bool _isCompleted;

    /// <exception cref="ExportException">The destination exists or its folder cannot be written to.</exception>
    public BundleWriter(string destination, ConversionOptions options)
    {
        _destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(destination));
        _overwrite = options.Overwrite;
        Precision = options.Precision;
        Float32Products = options.Float32Products || PrecisionPolicy.ComputesInFloat32(options.Precision);
        _maxInlineBytes = Math.Clamp(options.MaxInlineBytes, 0, 1L << 30);
        _partial = $"{_destination}.{Path.GetRandomFileName()}.partial";
        _madeParent = MadeFolders.FirstMissing(Path.GetDirectoryName(_destination));
        try
        {
            ThrowIfOccupied();
            Directory.CreateDirectory(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new ExportException($"The folder {Wording.Path(_destination)} cannot be made ({Reason(e)}); choose a place that you may write to.", e);
        }
    }

    /// <summary>What the bundle was asked for in.</summary>
    public GraphPrecision Precision { get; }

    /// <summary>Whether float16 is only how weights are stored.</summary>
    public bool Float32Products { get; }

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
            Precision = builder.Precision,
            DataFiles = inline ? [] : [data],
            Inputs = builder.Inputs,
            Outputs = builder.Outputs,
        });
    }

    /// <summary>Copies a file into the bundle under its own name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its name in the bundle.</returns>
    public string CopyFile(string path)
    {
        string name = Path.GetFileName(path);
        WriteFile(name, stream =>
        {
            using FileStream source = File.OpenRead(path);
            source.CopyTo(stream);
        });
        return name;
    }

    /// <summary>Writes the manifest and moves the bundle into place; an older bundle stays until then.</summary>
    public void Complete(BundleManifest manifest) => Complete(stream => BundleManifestSerializer.Write(manifest, stream));

    /// <summary>Writes the manifest of a segmenter and moves the bundle into place, likewise.</summary>
    public void Complete(SegmentationManifest manifest) => Complete(stream => BundleManifestSerializer.Write(manifest, stream));

    private void Complete(Action<Stream> writeManifest)
    {
        string older = _partial + ".older";
        try
        {
            using (FileStream stream = File.Create(Path.Combine(_partial, BundleManifest.FileName)))
            {
                writeManifest(stream);
            }

            ThrowIfOccupied();
            bool replaces = Directory.Exists(_destination);
            if (replaces)
            {
                Directory.Move(_destination, older);
            }

            try
            {
                Directory.Move(_partial, _destination);
            }
            catch (Exception e) when (replaces && (e is IOException or UnauthorizedAccessException))
            {
                Directory.Move(older, _destination);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"The bundle cannot be moved to {Wording.Path(_destination)} ({Reason(e)}); choose another place.", e);
        }

        _isCompleted = true;
        MadeFolders.TryDelete(older);
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
            throw new ExportException($"The bundle in {folder} cannot be changed ({Reason(e)}); close the programs that use it, check free space and permissions.", e);
        }
    }

    /// <summary>Removes what was written when it was not completed, and the folders above that were made for it.</summary>
    public void Dispose()
    {
        if (!_isCompleted)
        {
            MadeFolders.TryDelete(_partial);
            MadeFolders.TryDelete(_madeParent);
        }
    }

    /// <summary>Only an empty folder, or with <see cref="ConversionOptions.Overwrite"/> an older bundle, may be replaced: never other files.</summary>
    private void ThrowIfOccupied()
    {
        if (File.Exists(_destination))
        {
            throw new ExportException($"{Wording.Path(_destination)} is a file; name a folder for the bundle.");
        }

        string[] entries = Directory.Exists(_destination) ? [.. Directory.EnumerateFileSystemEntries(_destination).Select(e => Path.GetFileName(e))] : [];
        if (entries.Length == 0)
        {
            return;
        }

        if (entries.Except(OlderFiles()).Order(StringComparer.Ordinal).FirstOrDefault() is { } foreign)
        {
            throw new ExportException(
                $"{Wording.Path(_destination)} holds other files than a bundle, for example {Wording.Quote(foreign)}; name a new or empty folder.");
        }

        if (!_overwrite)
        {
            throw new ExportException($"{Wording.Path(_destination)} already holds a bundle; name another folder or ask for it to be overwritten.");
        }
    }

    /// <summary>What a bundle in the destination says that it consists of; nothing when there is none that can be read.</summary>
    private IEnumerable<string> OlderFiles()
    {
        try
        {
            return Listed((s, name) => BundleManifestSerializer.Read(s, name).Files) ?? Listed((s, name) => BundleManifestSerializer.ReadSegmentation(s, name).Files) ?? [];
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The files of a manifest of one format; <see langword="null"/> when it is of another or breaks rules.</summary>
    private IEnumerable<string>? Listed(Func<Stream, string, IReadOnlyList<BundleFile>> read)
    {
        using FileStream stream = File.OpenRead(Path.Combine(_destination, BundleManifest.FileName));
        try
        {
            return read(stream, _destination).Select(f => f.Name).Append(BundleManifest.FileName);
        }
        catch (BundleException)
        {
            return null;
        }
    }

    private static string Reason(Exception error) => Wording.Path(error.Message.TrimEnd('.'));

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
            throw new ExportException($"{name} cannot be written below {Wording.Path(_destination)} ({Reason(e)}); check free space and permissions.", e);
        }

        _files.Add(new BundleFile(name, size, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }
}
