using System.Text.Json.Serialization;

namespace Sam3D.Evaluation;

/// <summary>How one prediction compares with the truth.</summary>
public sealed record CaseScore
{
    /// <summary>Name of the case.</summary>
    public required string Case { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The shape; <see langword="null"/> after a failure.</summary>
    public ShapeScore? Shape { get; init; }

    /// <summary>The place before the camera; <see langword="null"/> where a pose is not known, and after a failure.</summary>
    public LayoutScore? Layout { get; init; }

    /// <summary>Silhouette IoU with the mask, 0 to 1; <see langword="null"/> without mask or predicted pose, and after a failure.</summary>
    public double? SilhouetteIoU { get; init; }

    /// <summary>Why there is no prediction, in one line; <see langword="null"/> where there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether the case has no true pose, so that a failure says nothing of the place before the camera.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LacksPose { get; init; }

    /// <summary>Whether the case has no mask, so that a failure says nothing of the silhouette.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LacksMask { get; init; }
}

/// <summary>Scores of a shape after both meshes were brought into [-1, 1]³ and aligned.</summary>
public sealed record ShapeScore
{
    /// <summary>F-score at the threshold, 0 to 1.</summary>
    public required double F1 { get; init; }

    /// <summary>Part of the predicted points that are near the truth.</summary>
    public required double Precision { get; init; }

    /// <summary>Part of the true points that are near the prediction.</summary>
    public required double Recall { get; init; }

    /// <summary>IoU of the cells that are touched or enclosed.</summary>
    public required double VoxelIoU { get; init; }

    /// <summary>IoU of the cells that are touched.</summary>
    public required double SurfaceVoxelIoU { get; init; }

    /// <summary>Chamfer distance: mean of both directions' mean distances.</summary>
    public required double ChamferMeanDistance { get; init; }

    /// <summary>Chamfer distance: sum of both directions' mean squared distances.</summary>
    public required double ChamferSumSquared { get; init; }

    /// <summary>Earth mover's distance; <see langword="null"/> where it was not asked for.</summary>
    public double? EarthMoversDistance { get; init; }

    /// <summary>Mean |cosine| between normals of nearest points.</summary>
    public required double NormalConsistency { get; init; }

    /// <summary>Angle by which the alignment turned the prediction, in degrees.</summary>
    public required double AlignmentDegrees { get; init; }
}

/// <summary>Scores of a place before the camera.</summary>
public sealed record LayoutScore
{
    /// <summary>IoU of the boxes along the axes of camera space around both placed meshes.</summary>
    public required double BoxIoU { get; init; }

    /// <summary>IoU of the boxes along the axes of each object space.</summary>
    public required double OrientedBoxIoU { get; init; }

    /// <summary>ICP rotation error in degrees.</summary>
    public required double IcpRotationDegrees { get; init; }

    /// <summary>ADD-S as a part of the object's diameter.</summary>
    public required double AddS { get; init; }

    /// <summary>Whether <see cref="AddS"/> is below 0.1.</summary>
    public bool IsWithinTenth => AddS < 0.1;

    /// <summary>Whether the prediction was scaled about the camera so that both middles have one depth, because it states no metric size.</summary>
    public required bool IsDepthAligned { get; init; }
}
