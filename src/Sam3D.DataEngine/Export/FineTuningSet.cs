using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sam3D.DataEngine;

/// <summary>Reads what <see cref="FineTuningExport"/> wrote. A set may come from anyone: sizes are bounded, paths stay in the folder, and every file is compared with its hash.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class FineTuningSet
{
    private readonly Dictionary<string, ExportedFile> _files;

    private FineTuningSet(string folder, ExportManifest manifest, IReadOnlyList<FineTuningEntry> entries)
    {
        Folder = folder;
        Digest = manifest.Digest;
        Entries = entries;
        _files = manifest.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>SHA-256 of the list: equal sets have equal digests.</summary>
    public string Digest { get; }

    /// <summary>The samples in the order of the list.</summary>
    public IReadOnlyList<FineTuningEntry> Entries { get; }

    /// <summary>Opens a set: reads the manifest and the list.</summary>
    /// <param name="folder">The folder with <c>manifest.json</c> and <c>samples.jsonl</c>.</param>
    /// <exception cref="DataEngineException">It is no such set, damaged, or above the limits.</exception>
    public static FineTuningSet Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string manifestPath = Path.Combine(folder, ExportManifest.FileName), listPath = Path.Combine(folder, FineTuningExport.ListName);
        ExportManifest manifest = Parse(ReadBounded(manifestPath, DataEngineLimits.ListingBytes), manifestPath, EngineJson.Strict.ExportManifest);
        if (manifest.Format != ExportManifest.CurrentFormat || manifest.Kind != FineTuningExport.Kind)
        {
            throw Error(manifestPath, $"is of format {MessageText.Quote(manifest.Format)} and kind {MessageText.Quote(manifest.Kind)}, expected '{ExportManifest.CurrentFormat}' and '{FineTuningExport.Kind}'");
        }

        if (manifest.Files.Any(f => !IsPlain(f.Path) || f.Bytes is < 0 or > DataEngineLimits.FileBytes) || manifest.Files.DistinctBy(f => f.Path).Count() != manifest.Files.Count)
        {
            throw Error(manifestPath, "lists a file twice, beyond the limit, or of a path out of the folder");
        }

        byte[] list = ReadBounded(listPath, DataEngineLimits.ListingBytes);
        if (Convert.ToHexStringLower(SHA256.HashData(list)) != manifest.Digest)
        {
            throw Error(listPath, "is not the list that the manifest names");
        }

        string[] lines = System.Text.Encoding.UTF8.GetString(list).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new FineTuningSet(folder, manifest, [.. lines.Select((line, i) => new FineTuningEntry(Parse(System.Text.Encoding.UTF8.GetBytes(line), $"{listPath}, line {i + 1}", EngineJson.StrictLines.SampleLine)))]);
    }

    /// <summary>Reads a sample.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <exception cref="DataEngineException">A file is missing, is not the one that was exported, or cannot be used.</exception>
    /// <exception cref="ImageException">A picture cannot be read.</exception>
    public FineTuningSample Read(FineTuningEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        SampleLine line = entry.Line;
        string recordPath = PathOf(line.Candidate.Record);
        CandidateRecord record = Parse(ReadFile(line.Candidate.Record), recordPath, EngineJson.Strict.CandidateRecord);
        if (record is not { Format: CandidateRecord.CurrentFormat, Rotation.Length: 4, Translation.Length: 3, Camera.Length: 4 }
            || !((float[])[.. record.Rotation, .. record.Translation, .. record.Camera, record.Scale]).All(float.IsFinite)
            || !(record.Scale > 0 && record.Translation[2] > 0 && record.Camera[0] > 0 && record.Camera[1] > 0 && record.Rotation.Any(r => r != 0)))
        {
            throw Error(recordPath, "has no usable pose and camera");
        }

        (float[] q, float[] t, float[] c) = (record.Rotation, record.Translation, record.Camera);
        return new FineTuningSample
        {
            Photo = RgbImage.Load(new MemoryStream(ReadFile(line.Photo))),
            Mask = Mask.Load(new MemoryStream(ReadFile(line.Mask))),
            Pose = ObjectPose.FromOfficial(new Vector4(q[0], q[1], q[2], q[3]), new Vector3(t[0], t[1], t[2]), record.Scale, record.IsMetric),
            Camera = new CameraIntrinsics(c[0], c[1], c[2], c[3]),
            MeshPath = line.Candidate.Mesh is { } mesh ? Checked(mesh) : null,
        };
    }

    private static bool IsPlain(string path) => path.Length is > 0 and <= 256
        && path.Split('/').All(part => part.Length > 0 && part[0] != '.' && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));

    private static byte[] ReadBounded(string path, long limit)
    {
        try
        {
            // Pipes and devices have no length, and opening a pipe would wait for its writer.
            long length = new FileInfo(path).Length;
            if (length == 0 || length > limit)
            {
                throw Error(path, $"has {length:N0} bytes, the limit is {limit:N0}");
            }

            using FileStream stream = File.OpenRead(path);
            byte[] content = new byte[length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(path, $"cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')})", e);
        }
    }

    private static T Parse<T>(byte[] text, string place, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw Error(place, "is empty");
        }
        catch (JsonException e)
        {
            throw Error(place, $"is not of the expected form ({MessageText.OneLine(e.Message).TrimEnd('.')})", e);
        }
    }

    private static DataEngineException Error(string path, string problem, Exception? cause = null) =>
        new($"{MessageText.OneLine(path)}: {problem}, a set of 'sam3d engine export --kind samples' is expected; export it again.", cause);

    private string PathOf(string file) => Path.Combine(Folder, file);

    private string Checked(string file)
    {
        ReadFile(file);
        return PathOf(file);
    }

    private byte[] ReadFile(string file)
    {
        if (!_files.TryGetValue(file, out ExportedFile? known))
        {
            throw Error(Path.Combine(Folder, FineTuningExport.ListName), $"names {MessageText.Quote(file)}, which the manifest does not list");
        }

        byte[] content = ReadBounded(PathOf(file), known.Bytes);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == known.Sha256 ? content : throw Error(PathOf(file), "is not the file that was exported");
    }
}

/// <summary>A sample of a set, before it is read.</summary>
public sealed class FineTuningEntry
{
    internal FineTuningEntry(SampleLine line) => Line = line;

    /// <summary>The object's name.</summary>
    public string Name => Line.Name;

    /// <summary>Whether it is kept for measuring instead of training.</summary>
    public bool IsHeldOut => Line.Split == HeldOutSplit.HeldOut;

    /// <summary>Whether the candidate has a mesh.</summary>
    public bool HasMesh => Line.Candidate.Mesh is not null;

    /// <summary>How good it is, 0 to 1.</summary>
    public double Quality => Line.Quality;

    internal SampleLine Line { get; }
}

/// <summary>A sample of a set.</summary>
public sealed class FineTuningSample
{
    /// <summary>The photograph.</summary>
    public required RgbImage Photo { get; init; }

    /// <summary>The object's pixels.</summary>
    public required Mask Mask { get; init; }

    /// <summary>Object to camera space.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>The camera.</summary>
    public required CameraIntrinsics Camera { get; init; }

    /// <summary>The candidate's mesh in object space (GLB), compared with its hash; <see langword="null"/> where the model makes none.</summary>
    public string? MeshPath { get; init; }
}
