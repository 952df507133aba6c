using System.Globalization;
using System.Text.Json;
using Sam3D.Layout;

namespace Sam3D.DataEngine;

/// <summary>How candidates are made.</summary>
public sealed record GenerationOptions
{
    /// <summary>One candidate a seed; distinct, 1 to 64. Default 0 to 3.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [0, 1, 2, 3];

    /// <summary>Steps, guidance and formats; the seeds in it are replaced. Default: what the model states.</summary>
    public ReconstructionOptions Reconstruction { get; init; } = new();

    /// <summary>How the views are drawn.</summary>
    public TurntableOptions Turntable { get; init; } = new();

    /// <summary>The states whose objects get candidates. Default pending and rejected, so that a second round with more seeds serves those that the first left.</summary>
    public IReadOnlyCollection<QueueState> States { get; init; } = [QueueState.Pending, QueueState.Rejected];

    /// <summary>Whether what failed before is tried again. Default <see langword="false"/>.</summary>
    public bool RetryFailed { get; init; }

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (Seeds.Count is < 1 or > 64 || Seeds.Distinct().Count() != Seeds.Count)
        {
            errors.Add($"{nameof(Seeds)} has {Seeds.Count} seeds, expected 1 to 64 distinct ones");
        }

        if (States.Count == 0)
        {
            errors.Add($"{nameof(States)} is empty, expected at least one state");
        }

        if (Reconstruction.Geometry.InitialNoise is not null)
        {
            errors.Add($"{nameof(GeometryOptions.InitialNoise)} is given, expected noise of the seeds");
        }

        errors.AddRange(Turntable.Errors());
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }

    /// <summary>The sampling options with a seed.</summary>
    internal ReconstructionOptions For(ulong seed) => Reconstruction with
    {
        // Shapes of one seed and the next would be the same ones, where a model samples several.
        Geometry = Reconstruction.Geometry with { Seed = seed, ShapeCandidates = Reconstruction.Geometry.ShapeCandidates ?? 1 },
        Texture = Reconstruction.Texture with { Seed = seed },
    };

    /// <summary>What tells candidates of one seed apart, as text that is equal for equal options.</summary>
    internal string Canonical()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            Write(writer, "steps", Reconstruction.Geometry.Steps);
            Write(writer, "guidance", Reconstruction.Geometry.GuidanceStrength);
            WriteLayout(writer, Reconstruction.Geometry);
            Write(writer, "textureSteps", Reconstruction.Texture.Steps);
            Write(writer, "textureGuidance", Reconstruction.Texture.GuidanceStrength);
            Write(writer, "gaussiansPerVoxel", Reconstruction.Texture.GaussiansPerVoxel);
            if (Reconstruction.Texture.MeshColors is { } colors)
            {
                writer.WriteString("meshColors", colors.ToString());
            }

            if (Reconstruction.Formats is { } formats)
            {
                writer.WriteString("formats", formats.ToString());
            }

            if (!Reconstruction.EstimateDepth)
            {
                writer.WriteBoolean("estimateDepth", false);
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    // What is the default is not written, so that candidates of earlier versions stay what they were.
    private static void WriteLayout(Utf8JsonWriter writer, GeometryOptions geometry)
    {
        Write(writer, "poseCandidates", geometry.PoseCandidates == 1 ? null : geometry.PoseCandidates);
        Write(writer, "shapeCandidates", geometry.ShapeCandidates is 1 ? null : geometry.ShapeCandidates);
        Write(writer, "temperature", geometry.Temperature);
        if (geometry.RefineLayout is { } refines)
        {
            writer.WriteBoolean("refineLayout", refines);
        }

        if (geometry.LayoutRefinement is { } how && how != new LayoutRefinementOptions())
        {
            writer.WriteString("layoutRefinement", string.Create(
                CultureInfo.InvariantCulture,
                $"{how.MinIoU} {how.Pixels} {how.TurnPenalty} {how.StartMargin} {how.Turns} {how.Finalists} {how.Silhouettes} {how.MaxTriangles}"));
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, float? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
