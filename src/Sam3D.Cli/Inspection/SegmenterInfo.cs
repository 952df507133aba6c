using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Masks;

namespace Sam3D.Cli.Inspection;

/// <summary>What the manifest of a segmenter says.</summary>
internal sealed record SegmenterInfo
{
    /// <summary>Always <c>segmenter</c>.</summary>
    public string Kind { get; init; } = "segmenter";

    /// <summary>The bundle's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Format and version.</summary>
    public required string Format { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public required string Origin { get; init; }

    /// <summary>What it can be told.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Side of the network's picture.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How a photograph is laid into it.</summary>
    public required PictureFit Fit { get; init; }

    /// <summary>Score above which an object of a concept counts; absent where the model takes no words.</summary>
    public float? ScoreThreshold { get; init; }

    /// <summary>The graphs.</summary>
    public required IReadOnlyList<BundleStageInfo> Stages { get; init; }

    /// <summary>Size of all files.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether every file was compared with its SHA-256.</summary>
    public required bool IsVerified { get; init; }

    /// <summary>Whether the manifest in a folder is, or means to be, that of a segmenter.</summary>
    public static bool Is(string folder)
    {
        try
        {
            var file = new FileInfo(System.IO.Path.Combine(folder, BundleManifest.FileName));
            if (file.Length > BundleLimits.ManifestBytes)
            {
                return false;
            }

            using FileStream stream = file.OpenRead();
            using var json = JsonDocument.Parse(stream);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("format", out JsonElement format)
                && format.ValueKind == JsonValueKind.String
                && format.GetString()!.StartsWith(SegmentationManifest.CurrentFormat[..^1], StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Whatever is wrong, the reader of the manifest says it.
            return false;
        }
    }

    /// <summary>Reads the manifest of a segmenter.</summary>
    /// <exception cref="BundleException">It breaks rules.</exception>
    public static (SegmentationManifest Manifest, BundleFiles Files) Open(string folder)
    {
        var source = new FolderBundleSource(folder);
        SegmentationManifest manifest = BundleFiles.ReadManifest(source, BundleManifestSerializer.ReadSegmentation);
        return (manifest, new BundleFiles(source, manifest.Files));
    }

    /// <summary>Sums up a manifest.</summary>
    public static SegmenterInfo Of(string path, SegmentationManifest manifest, bool isVerified) => new()
    {
        Path = path,
        Format = manifest.Format,
        Name = manifest.Name,
        Licence = manifest.Licence,
        Origin = manifest.Origin,
        Prompts =
        [
            .. manifest.Concepts is null ? (string[])[] : ["words", "boxes around examples"],
            .. manifest.Stages.ContainsKey(SegmentationManifest.DecoderStage) ? (string[])["clicks", "boxes around objects", "masks", "corrections"] : [],
            .. manifest.Tracking is null ? (string[])[] : ["objects in videos"],
        ],
        ImageSize = manifest.Segmentation.ImageSize,
        Fit = manifest.Segmentation.Fit,
        ScoreThreshold = manifest.Concepts?.ScoreThreshold,
        Stages = BundleStageInfo.Of(manifest.Stages, manifest.Files),
        Bytes = manifest.Files.Sum(f => f.Size),
        IsVerified = isVerified,
    };
}
