namespace Sam3D.Layout;

/// <summary>What became of a placement.</summary>
public sealed record LayoutRefinement
{
    /// <summary>The refined pose, or the given one where nothing better was found.</summary>
    public required ObjectPose Pose { get; init; }

    /// <summary>Whether <see cref="Pose"/> is another one than was given.</summary>
    public bool IsRefined { get; init; }

    /// <summary>Intersection over union of the silhouette and the mask at the given pose, 0 to 1, on the refiner's raster.</summary>
    public required double IoUBefore { get; init; }

    /// <summary>The same at <see cref="Pose"/>; never below <see cref="IoUBefore"/>.</summary>
    public required double IoU { get; init; }

    /// <summary>Number of silhouettes that were drawn.</summary>
    public int Silhouettes { get; init; }
}
