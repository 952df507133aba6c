using System.Text.Json.Serialization;
using Sam3D.Cli.Commands;
using Sam3D.Cli.Commands.Engine;
using Sam3D.Cli.Download;
using Sam3D.Cli.Evaluation;
using Sam3D.Cli.Inspection;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Scenes;
using Sam3D.Cli.Segmentation;
using Sam3D.Cli.Tracking;
using Sam3D.DataEngine;
using Sam3D.Text;

namespace Sam3D.Cli.Reporting;

/// <summary>The JSON forms of all results, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(PoseFile))]
[JsonSerializable(typeof(ReconstructReport))]
[JsonSerializable(typeof(SegmentReport))]
[JsonSerializable(typeof(SceneReport))]
[JsonSerializable(typeof(TrackReport))]
[JsonSerializable(typeof(ConvertReport))]
[JsonSerializable(typeof(DownloadReport))]
[JsonSerializable(typeof(SynthCheckpointReport))]
[JsonSerializable(typeof(MergeReport))]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(EngineAddReport))]
[JsonSerializable(typeof(EngineGenerateReport))]
[JsonSerializable(typeof(EngineSelectReport))]
[JsonSerializable(typeof(EngineStatusReport))]
[JsonSerializable(typeof(ExportSummary))]
[JsonSerializable(typeof(BundleInfo))]
[JsonSerializable(typeof(MemoryInfo))]
[JsonSerializable(typeof(SegmenterInfo))]
[JsonSerializable(typeof(CheckpointInfo))]
[JsonSerializable(typeof(CheckpointFolderInfo))]
[JsonSerializable(typeof(GlbInfo))]
[JsonSerializable(typeof(GaussianInfo))]
[JsonSerializable(typeof(EvalReport))]
[JsonSerializable(typeof(PreferenceReport))]
[JsonSerializable(typeof(DataGenerateReport))]
[JsonSerializable(typeof(DataImportReport))]
[JsonSerializable(typeof(DataInfo))]
[JsonSerializable(typeof(AutoencoderReport))]
[JsonSerializable(typeof(DataSheetReport))]
internal sealed partial class JsonForms : JsonSerializerContext;

/// <summary>How results are written as JSON.</summary>
internal static class CliJson
{
    /// <summary>The forms to use: letters and quotes stay readable, which the default escapes for use in HTML.</summary>
    public static JsonForms Readable { get; } = new(ReadableJson.Of(JsonForms.Default.Options));
}

/// <summary>What went wrong.</summary>
internal sealed record ErrorReport(ErrorDetail Error);

/// <summary>An error.</summary>
/// <param name="Type">Name of its type, for example <c>MaskException</c>.</param>
/// <param name="Message">One line.</param>
internal sealed record ErrorDetail(string Type, string Message);
