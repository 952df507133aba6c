using System.Globalization;

namespace Sam3D.Evaluation;

/// <summary>The columns that all reports have.</summary>
internal static class ScoreTable
{
    /// <summary>Columns of the scores of a case: name in files, heading, value.</summary>
    public static IReadOnlyList<(string Name, string Heading, Func<CaseScore, double?> Value)> OfCases { get; } =
    [
        ("f1", "F1", s => s.Shape?.F1),
        ("precision", "Precision", s => s.Shape?.Precision),
        ("recall", "Recall", s => s.Shape?.Recall),
        ("voxel_iou", "vIoU", s => s.Shape?.VoxelIoU),
        ("surface_voxel_iou", "vIoU surface", s => s.Shape?.SurfaceVoxelIoU),
        ("chamfer_mean_distance", "Chamfer, mean", s => s.Shape?.ChamferMeanDistance),
        ("chamfer_sum_squared", "Chamfer, squared", s => s.Shape?.ChamferSumSquared),
        ("emd", "EMD", s => s.Shape?.EarthMoversDistance),
        ("normal_consistency", "Normals", s => s.Shape?.NormalConsistency),
        ("alignment_degrees", "Alignment °", s => s.Shape?.AlignmentDegrees),
        ("box_iou", "Box IoU", s => s.Layout?.BoxIoU),
        ("oriented_box_iou", "Box IoU, oriented", s => s.Layout?.OrientedBoxIoU),
        ("icp_rotation_degrees", "ICP rotation °", s => s.Layout?.IcpRotationDegrees),
        ("add_s", "ADD-S", s => s.Layout?.AddS),
        ("add_s_within_tenth", "ADD-S@0.1", s => s.Layout is { } l ? (l.IsWithinTenth ? 1 : 0) : null),
        ("silhouette_iou", "Silhouette IoU", s => s.SilhouetteIoU),
    ];

    /// <summary>Columns of the means of a model: heading, value.</summary>
    public static IReadOnlyList<(string Heading, Func<ModelSummary, double?> Value)> OfModels { get; } =
    [
        ("F1", s => s.F1),
        ("vIoU", s => s.VoxelIoU),
        ("vIoU surface", s => s.SurfaceVoxelIoU),
        ("Chamfer, mean", s => s.ChamferMeanDistance),
        ("Chamfer, squared", s => s.ChamferSumSquared),
        ("EMD", s => s.EarthMoversDistance),
        ("Normals", s => s.NormalConsistency),
        ("Box IoU", s => s.BoxIoU),
        ("Box IoU, oriented", s => s.OrientedBoxIoU),
        ("ICP rotation °", s => s.IcpRotationDegrees),
        ("ADD-S", s => s.AddS),
        ("ADD-S@0.1", s => s.AddSWithinTenth),
        ("Silhouette IoU", s => s.SilhouetteIoU),
    ];

    /// <summary>A number for people: four decimals.</summary>
    public static string Short(double? value) => value is { } v ? v.ToString("0.0000", CultureInfo.InvariantCulture) : "–";
}
