namespace Sam3D.Training.Data.Scenes;

/// <summary>A drawn scene.</summary>
/// <param name="View">Camera and placement.</param>
/// <param name="Image">The picture.</param>
/// <param name="Mask">The object's visible pixels.</param>
/// <param name="PointMap">The points that are seen.</param>
internal sealed record ComposedScene(SceneView View, RgbImage Image, Mask Mask, PointMap PointMap);
