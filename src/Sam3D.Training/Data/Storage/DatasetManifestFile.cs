using System.Text.Json;
using System.Text.Json.Serialization;
using Sam3D.Export;

namespace Sam3D.Training.Data.Storage;

/// <summary>Reads and writes <c>dataset.json</c>.</summary>
internal static class DatasetManifestFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "dataset.json";

    /// <summary>Writes the manifest.</summary>
    public static void Write(string folder, DatasetManifest manifest) => AtomicFile.Write(
        Path.Combine(folder, Name), stream => JsonSerializer.Serialize(stream, manifest, DatasetJson.Default.DatasetManifest));

    /// <summary>The manifest as text: equal texts, equal datasets.</summary>
    public static string ToText(DatasetManifest manifest) => JsonSerializer.Serialize(manifest, DatasetJson.Default.DatasetManifest);

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="TrainingDataException">It is missing, damaged or of another version.</exception>
    public static DatasetManifest Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length is 0 or > DatasetLimits.MaxManifestBytes)
            {
                throw Error(path, file.Exists ? $"has {file.Length:N0} bytes, the limit is {DatasetLimits.MaxManifestBytes:N0}" : "does not exist");
            }

            DatasetManifest manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), DatasetJson.Default.DatasetManifest)
                ?? throw Error(path, "is empty");
            if (manifest.Format != DatasetManifest.FormatName || manifest.FormatVersion != 1)
            {
                throw Error(path, $"is of format {MessageText.Quote(manifest.Format)} version {manifest.FormatVersion}, expected '{DatasetManifest.FormatName}' version 1");
            }

            if (manifest.Count is < 1 or > DatasetLimits.MaxSamples || manifest.ShardSize is < 1 or > DatasetLimits.MaxShardSize)
            {
                throw Error(path, $"declares {manifest.Count} samples in shards of {manifest.ShardSize}");
            }

            if ((manifest.Options is null) == (manifest.Import is null))
            {
                throw Error(path, "says of both or neither of options and import how the samples were made");
            }

            return manifest;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Error(path, $"cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')})", e);
        }
    }

    private static TrainingDataException Error(string path, string problem, Exception? cause = null) =>
        new($"{MessageText.OneLine(path)}: {problem}, the manifest of a training dataset is expected; give the folder that 'sam3d data generate' wrote.", cause);
}

/// <summary>The JSON form of the manifest, generated at compile time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DatasetManifest))]
internal sealed partial class DatasetJson : JsonSerializerContext;
