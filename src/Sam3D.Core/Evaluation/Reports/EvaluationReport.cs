using System.Text.Json;
using System.Text.Json.Serialization;
using Sam3D.Text;

namespace Sam3D.Evaluation;

/// <summary>What an evaluation found: how it was done, the means, and every score. The form of the JSON file.</summary>
public sealed record EvaluationReport
{
    /// <summary>Format and version.</summary>
    public string Format { get; init; } = "sam3d-evaluation/1";

    /// <summary>How predictions were scored. Threads are left out: scores do not depend on them.</summary>
    public required ReportSettings Settings { get; init; }

    /// <summary>The means of each model, in the order given.</summary>
    public required IReadOnlyList<ModelSummary> Models { get; init; }

    /// <summary>All scores.</summary>
    public required IReadOnlyList<CaseScore> Scores { get; init; }

    /// <summary>Sums up scores.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="options">How they were made.</param>
    public static EvaluationReport Of(IReadOnlyList<CaseScore> scores, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(options);
        return new EvaluationReport
        {
            Settings = new ReportSettings
            {
                Points = options.Points,
                LayoutPoints = options.LayoutPoints,
                EmdPoints = options.EmdPoints,
                FScoreThreshold = options.FScoreThreshold,
                VoxelResolution = options.VoxelResolution,
                AlignmentStarts = options.Alignment.Starts.ToString(),
                Seed = options.Seed,
            },
            Models = [.. scores.Select(s => s.Model).Distinct(StringComparer.Ordinal).Select(m => ModelSummary.Of(m, [.. scores.Where(s => s.Model == m)]))],
            Scores = scores,
        };
    }

    /// <summary>Writes the report as JSON.</summary>
    /// <param name="stream">Receives UTF-8 text.</param>
    public void WriteJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, this, EvaluationJson.Readable.EvaluationReport);
        stream.WriteByte((byte)'\n');
    }
}

/// <summary>How predictions were scored.</summary>
public sealed record ReportSettings
{
    /// <summary>Points on each surface for shapes.</summary>
    public required int Points { get; init; }

    /// <summary>Points on each placed surface.</summary>
    public required int LayoutPoints { get; init; }

    /// <summary>Points of the earth mover's distance.</summary>
    public required int EmdPoints { get; init; }

    /// <summary>Distance of the F-score.</summary>
    public required double FScoreThreshold { get; init; }

    /// <summary>Cells on [-1, 1].</summary>
    public required int VoxelResolution { get; init; }

    /// <summary>Where alignments began.</summary>
    public required string AlignmentStarts { get; init; }

    /// <summary>Seed of all points.</summary>
    public required ulong Seed { get; init; }
}

/// <summary>The JSON forms of a report, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class EvaluationForms : JsonSerializerContext;

/// <summary>How reports are written as JSON: letters of all scripts stay readable; the files are not put into HTML.</summary>
internal static class EvaluationJson
{
    /// <summary>The forms to use.</summary>
    public static EvaluationForms Readable { get; } = new(ReadableJson.Of(EvaluationForms.Default.Options));
}
