using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Sam3D.Export;

namespace Sam3D.DataEngine;

/// <summary>A folder of an export: written beside its place under a temporary name, and moved there when it is complete.</summary>
internal sealed class ExportFolder : IDisposable
{
    private readonly EngineStore _store;
    private readonly string _target;
    private readonly string _staging;
    private readonly SortedDictionary<string, ExportedFile> _files = new(StringComparer.Ordinal);

    /// <summary>Begins an export.</summary>
    /// <param name="store">Where the files come from.</param>
    /// <param name="folder">The folder to make; missing or empty.</param>
    /// <exception cref="ExportException">There is something of that name, or the place cannot be written.</exception>
    public ExportFolder(EngineStore store, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _store = store;
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(_target) || (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any()))
        {
            throw new ExportException($"{folder} exists already and is no empty folder; choose another place.");
        }

        _staging = Path.Combine(Path.GetDirectoryName(_target) ?? _target, $".{Path.GetFileName(_target)}.{Path.GetRandomFileName()}.tmp");
        Guarded(() => Directory.CreateDirectory(_staging));
    }

    /// <summary>Photograph and mask of an object.</summary>
    /// <returns>Their paths.</returns>
    public (string Photo, string Mask) Add(EngineObject item, string folder) =>
        (Copy(item.PhotoHash, $"{folder}/photo"), Copy(item.MaskHash, $"{folder}/mask"));

    /// <summary>The files of a candidate, once however often it is added.</summary>
    public ExportedCandidate Add(EngineCandidate candidate, string folder) => new()
    {
        Id = candidate.Id,
        Model = candidate.Model,
        ModelHash = candidate.ModelHash,
        Seed = candidate.Seed,
        Record = Copy(candidate.Record!, $"{folder}/candidate"),
        Voxels = Copy(candidate.Voxels!, $"{folder}/voxels"),
        Mesh = candidate.Mesh is { } mesh ? Copy(mesh, $"{folder}/mesh") : null,
        Gaussians = candidate.Gaussians is { } gaussians ? Copy(gaussians, $"{folder}/gaussians") : null,
        Scores = candidate.Scores,
    };

    /// <summary>The name of a numbered folder: digits that sort.</summary>
    public static string Numbered(string folder, long number) => string.Create(CultureInfo.InvariantCulture, $"{folder}/{number:D6}");

    /// <summary>Writes the lines and the manifest, moves the folder to its place, and records the export.</summary>
    /// <param name="kind">What the store calls it.</param>
    /// <param name="name">Name of the file of lines.</param>
    /// <param name="lines">One a line.</param>
    /// <param name="type">Their JSON form.</param>
    public ExportSummary Commit<T>(string kind, string name, IReadOnlyList<T> lines, JsonTypeInfo<T> type)
    {
        byte[] text = [.. lines.SelectMany(line => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, type), (byte)'\n'])];
        string digest = Convert.ToHexStringLower(SHA256.HashData(text));
        AtomicFile.Write(Path.Combine(_staging, name), stream => stream.Write(text));
        var manifest = new ExportManifest { Kind = kind, Entries = lines.Count, Digest = digest, Files = [.. _files.Values] };
        EngineJson.Save(Path.Combine(_staging, ExportManifest.FileName), manifest, EngineJson.Readable.ExportManifest);
        Guarded(() =>
        {
            if (Directory.Exists(_target))
            {
                Directory.Delete(_target);
            }

            Directory.Move(_staging, _target);
        });
        _store.AddExport(kind, lines.Count, digest);
        return new ExportSummary { Folder = _target, Entries = lines.Count, Files = _files.Count, Bytes = _files.Values.Sum(f => f.Bytes), Digest = digest };
    }

    /// <summary>Removes what was not moved to its place.</summary>
    public void Dispose()
    {
        try
        {
            if (Directory.Exists(_staging))
            {
                Directory.Delete(_staging, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the export fail says more.
        }
    }

    private string Copy(string hash, string pathWithoutEnding)
    {
        string path = $"{pathWithoutEnding}.{_store.TypeOf(hash)}";
        if (!_files.ContainsKey(path))
        {
            byte[] content = _store.ReadFile(hash);
            string full = Path.Combine(_staging, path);
            Guarded(() => Directory.CreateDirectory(Path.GetDirectoryName(full)!));
            AtomicFile.Write(full, stream => stream.Write(content));
            _files[path] = new ExportedFile(path, hash, content.LongLength);
        }

        return path;
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"{_target} cannot be made ({MessageText.OneLine(e.Message)}); choose a place that can be written to and has room.", e);
        }
    }
}

/// <summary>What an export wrote.</summary>
public sealed class ExportSummary
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Lines: samples, pairs, or objects.</summary>
    public required int Entries { get; init; }

    /// <summary>Copied files.</summary>
    public required int Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file of lines: equal exports have equal digests.</summary>
    public required string Digest { get; init; }
}
