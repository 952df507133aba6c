namespace Sam3D.Evaluation;

/// <summary>Means over the cases of one model.</summary>
/// <remarks>
/// A failure counts, where the case has what is needed to measure: with 0 in what is better when larger (F-score, voxel IoU, silhouette IoU, box IoU, ADD-S@0.1, normal consistency). Distances and angles are means over the rest, so look
/// at <see cref="Failures"/> beside them. A member is <see langword="null"/> where no case has it.
/// </remarks>
public sealed record ModelSummary
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of cases.</summary>
    public required int Cases { get; init; }

    /// <summary>Cases without a prediction.</summary>
    public required int Failures { get; init; }

    /// <summary>F-score.</summary>
    public double? F1 { get; init; }

    /// <summary>Voxel IoU.</summary>
    public double? VoxelIoU { get; init; }

    /// <summary>Voxel IoU of surfaces.</summary>
    public double? SurfaceVoxelIoU { get; init; }

    /// <summary>Chamfer distance, mean distance.</summary>
    public double? ChamferMeanDistance { get; init; }

    /// <summary>Chamfer distance, sum of squares.</summary>
    public double? ChamferSumSquared { get; init; }

    /// <summary>Earth mover's distance.</summary>
    public double? EarthMoversDistance { get; init; }

    /// <summary>Normal consistency.</summary>
    public double? NormalConsistency { get; init; }

    /// <summary>Box IoU along camera axes.</summary>
    public double? BoxIoU { get; init; }

    /// <summary>Box IoU along object axes.</summary>
    public double? OrientedBoxIoU { get; init; }

    /// <summary>ICP rotation error in degrees.</summary>
    public double? IcpRotationDegrees { get; init; }

    /// <summary>ADD-S.</summary>
    public double? AddS { get; init; }

    /// <summary>Part of the cases whose ADD-S is below 0.1.</summary>
    public double? AddSWithinTenth { get; init; }

    /// <summary>Silhouette IoU.</summary>
    public double? SilhouetteIoU { get; init; }

    /// <summary>Sums up the scores of one model.</summary>
    /// <param name="model">Its name.</param>
    /// <param name="scores">Its scores.</param>
    public static ModelSummary Of(string model, IReadOnlyCollection<CaseScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return new ModelSummary
        {
            Model = model,
            Cases = scores.Count,
            Failures = scores.Count(s => s.Failure is not null),
            F1 = OfShape(s => s.Shape?.F1),
            VoxelIoU = OfShape(s => s.Shape?.VoxelIoU),
            SurfaceVoxelIoU = OfShape(s => s.Shape?.SurfaceVoxelIoU),
            ChamferMeanDistance = Distance(s => s.Shape?.ChamferMeanDistance),
            ChamferSumSquared = Distance(s => s.Shape?.ChamferSumSquared),
            EarthMoversDistance = Distance(s => s.Shape?.EarthMoversDistance),
            NormalConsistency = OfShape(s => s.Shape?.NormalConsistency),
            BoxIoU = OfLayout(s => s.Layout?.BoxIoU),
            OrientedBoxIoU = OfLayout(s => s.Layout?.OrientedBoxIoU),
            IcpRotationDegrees = Distance(s => s.Layout?.IcpRotationDegrees),
            AddS = Distance(s => s.Layout?.AddS),
            AddSWithinTenth = OfLayout(s => s.Layout is { } layout ? (layout.IsWithinTenth ? 1 : 0) : null),
            SilhouetteIoU = Quality(s => s.SilhouetteIoU, s => s.LacksMask),
        };

        double? Distance(Func<CaseScore, double?> value) => scores.Average(value);

        double? OfShape(Func<CaseScore, double?> value) => Quality(value, _ => false);

        double? OfLayout(Func<CaseScore, double?> value) => Quality(value, s => s.LacksPose);

        double? Quality(Func<CaseScore, double?> value, Func<CaseScore, bool> isUnknown) =>
            scores.Average(s => s.Failure is not null && !isUnknown(s) ? 0 : value(s));
    }
}
