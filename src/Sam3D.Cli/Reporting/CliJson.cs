using System.Text.Json.Serialization;
using Sam3D.Cli.Commands;
using Sam3D.Cli.Inspection;
using Sam3D.Cli.Reconstruct;

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
[JsonSerializable(typeof(ConvertReport))]
[JsonSerializable(typeof(BundleInfo))]
[JsonSerializable(typeof(CheckpointInfo))]
[JsonSerializable(typeof(CheckpointFolderInfo))]
[JsonSerializable(typeof(GlbInfo))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>What went wrong.</summary>
internal sealed record ErrorReport(ErrorDetail Error);

/// <summary>An error.</summary>
/// <param name="Type">Name of its type, for example <c>MaskException</c>.</param>
/// <param name="Message">One line.</param>
internal sealed record ErrorDetail(string Type, string Message);
