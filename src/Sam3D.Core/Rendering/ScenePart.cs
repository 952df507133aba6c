namespace Sam3D.Rendering;

/// <summary>A placed mesh.</summary>
/// <param name="Mesh">The mesh in object space.</param>
/// <param name="Pose">Object to camera space.</param>
public sealed record ScenePart(TexturedMesh Mesh, ObjectPose Pose);
