using System.Text.Json;

namespace Sam3D.Cli.Reconstruct;

/// <summary>What a reconstruction made.</summary>
internal sealed record ReconstructReport
{
    /// <summary>Path of the photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>Its width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Its height in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The bundle's folder; absent for the embedded one.</summary>
    public string? Bundle { get; init; }

    /// <summary>What the networks ran on.</summary>
    public required string Device { get; init; }

    /// <summary>Seed of the noise.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The objects in the order of their masks.</summary>
    public required IReadOnlyList<ReconstructedObject> Objects { get; init; }

    /// <summary>The file with all objects in camera space, when there are several.</summary>
    public string? Scene { get; init; }

    /// <summary>Wall-clock time of the whole run, files included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

/// <summary>One reconstructed object.</summary>
internal sealed record ReconstructedObject
{
    /// <summary>What the names of its files begin with.</summary>
    public required string Name { get; init; }

    /// <summary>Where its mask came from: <c>file</c>, <c>alpha</c> or <c>salient</c>.</summary>
    public required string MaskSource { get; init; }

    /// <summary>The mask's file, for <c>file</c>.</summary>
    public string? Mask { get; init; }

    /// <summary>Pixels of the mask.</summary>
    public required int MaskPixels { get; init; }

    /// <summary>Paths of its files.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Grid cells along an axis.</summary>
    public required int Resolution { get; init; }

    /// <summary>Occupied voxels.</summary>
    public required int Voxels { get; init; }

    /// <summary>Vertices of the mesh; absent where none was made.</summary>
    public int? Vertices { get; init; }

    /// <summary>Triangles of the mesh; absent where none was made.</summary>
    public int? Triangles { get; init; }

    /// <summary>Number of Gaussians; absent where none were made.</summary>
    public int? Gaussians { get; init; }

    /// <summary>Placement in camera space, as in its file.</summary>
    public required PoseFile Pose { get; init; }

    /// <summary>What the refinement of the layout did; absent where it was not asked for.</summary>
    public LayoutReport? Layout { get; init; }

    /// <summary>Number of the shape candidate that was taken, from 0; absent where there was one.</summary>
    public int? ShapeCandidate { get; init; }

    /// <summary>Wall-clock time of each stage, in order.</summary>
    public required IReadOnlyList<StageSeconds> Stages { get; init; }

    /// <summary>Sums up a result.</summary>
    public static ReconstructedObject Of(ObjectMask item, IEnumerable<string> files, Reconstruction result, RgbImage photo) => new()
    {
        Name = item.Name,
        MaskSource = item.Source,
        Mask = item.Path,
        MaskPixels = item.Mask.Count,
        Files = [.. files],
        Resolution = result.Voxels.Resolution,
        Voxels = result.Voxels.Count,
        Vertices = result.HasMesh ? result.Mesh.Positions.Length : null,
        Triangles = result.HasMesh ? result.Mesh.TriangleCount : null,
        Gaussians = result.HasGaussians ? result.Gaussians.Count : null,
        Pose = PoseFile.Of(result, photo),
        Layout = LayoutReport.Of(result),
        ShapeCandidate = result.ShapeCandidates > 1 ? result.ShapeCandidate : null,
        Stages = [.. result.Timings.Select(t => new StageSeconds(JsonNamingPolicy.CamelCase.ConvertName(t.Stage.ToString()), t.Elapsed.TotalSeconds))],
    };
}

/// <summary>What the refinement of a layout did.</summary>
/// <param name="IsRefined">Whether the pose changed.</param>
/// <param name="IouBefore">Intersection over union of silhouette and mask before, 0 to 1.</param>
/// <param name="Iou">The same afterwards.</param>
internal sealed record LayoutReport(bool IsRefined, double IouBefore, double Iou)
{
    /// <summary>Of a result; <see langword="null"/> where no refinement was asked for.</summary>
    public static LayoutReport? Of(Reconstruction result) =>
        result.Layout is { } layout ? new LayoutReport(layout.IsRefined, Math.Round(layout.IoUBefore, 4), Math.Round(layout.IoU, 4)) : null;

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{(IsRefined ? "refined" : "kept")}, overlap of silhouette and mask {IouBefore:0.00}{(IsRefined ? $" to {Iou:0.00}" : "")}");
}

/// <summary>Wall-clock time of a stage.</summary>
/// <param name="Stage">Its name, for example <c>encodeCondition</c>.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record StageSeconds(string Stage, double Seconds);
