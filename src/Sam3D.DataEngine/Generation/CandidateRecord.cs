using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sam3D.Export;
using Sam3D.Text;

namespace Sam3D.DataEngine;

/// <summary>The file <c>candidate.json</c>: pose and camera of a candidate, and where it comes from.</summary>
internal sealed record CandidateRecord
{
    public const string CurrentFormat = "sam3d-candidate/1";

    public string Format { get; init; } = CurrentFormat;

    public required string Model { get; init; }

    public required string ModelHash { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Official quaternion (w, x, y, z), w ≥ 0.</summary>
    public required float[] Rotation { get; init; }

    /// <summary>Position of the object's origin in camera space (x left, y up, z forward).</summary>
    public required float[] Translation { get; init; }

    public required float Scale { get; init; }

    public required bool IsMetric { get; init; }

    /// <summary>Focal lengths x and y, centre x and y; in picture widths and heights.</summary>
    public required float[] Camera { get; init; }

    /// <summary>Grid cells along an axis of the voxels.</summary>
    public required int VoxelResolution { get; init; }

    public static CandidateRecord Of(CandidateModel model, ulong seed, Reconstruction result)
    {
        Vector4 q = result.Pose.ToOfficialQuaternion(); // X holds w
        Vector3 t = result.Pose.Translation;
        return new CandidateRecord
        {
            Model = model.Name,
            ModelHash = model.Hash,
            Seed = seed,
            Rotation = [q.X, q.Y, q.Z, q.W],
            Translation = [t.X, t.Y, t.Z],
            Scale = result.Pose.Scale,
            IsMetric = result.Pose.IsMetric,
            Camera = [result.Camera.FocalX, result.Camera.FocalY, result.Camera.CenterX, result.Camera.CenterY],
            VoxelResolution = result.Voxels.Resolution,
        };
    }

    public void Save(string path) => EngineJson.Save(path, this, EngineJson.Readable.CandidateRecord);
}

/// <summary>The JSON forms of the engine's files, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CandidateRecord))]
[JsonSerializable(typeof(ExportManifest))]
internal sealed partial class EngineJsonForms : JsonSerializerContext;

/// <summary>One JSON value a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SampleLine))]
[JsonSerializable(typeof(PairLine))]
[JsonSerializable(typeof(QueueLine))]
internal sealed partial class EngineLineForms : JsonSerializerContext;

/// <summary>How the engine writes JSON: letters and quotes stay readable.</summary>
internal static class EngineJson
{
    public static EngineJsonForms Readable { get; } = new(ReadableJson.Of(EngineJsonForms.Default.Options));

    public static EngineLineForms Lines { get; } = new(ReadableJson.Of(EngineLineForms.Default.Options));

    /// <summary>For reading: what must be there may not be null.</summary>
    public static EngineJsonForms Strict { get; } = new(new JsonSerializerOptions(EngineJsonForms.Default.Options) { RespectNullableAnnotations = true });

    /// <inheritdoc cref="Strict"/>
    public static EngineLineForms StrictLines { get; } = new(new JsonSerializerOptions(EngineLineForms.Default.Options) { RespectNullableAnnotations = true });

    /// <summary>Writes an indented file that ends in a line feed.</summary>
    public static void Save<T>(string path, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, value, type);
        stream.WriteByte((byte)'\n');
    });
}
