using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>A mesh in camera space, with its place among the triangles of a scene.</summary>
internal sealed class PlacedMesh
{
    private readonly CameraIntrinsics _camera;

    public PlacedMesh(ScenePart part, CameraIntrinsics camera, int firstTriangle)
    {
        _camera = camera;
        Mesh = part.Mesh;
        FirstTriangle = firstTriangle;
        Vector3[] positions = part.Mesh.Mesh.Positions, normals = part.Mesh.Normals;
        Positions = new Vector3[positions.Length];
        Normals = new Vector3[positions.Length];
        Matrix4x4 rotation = Matrix4x4.CreateFromQuaternion(part.Pose.Rotation), whole = part.Pose.ToMatrix();
        for (int v = 0; v < positions.Length; v++)
        {
            Positions[v] = Vector3.Transform(positions[v], whole);
            Normals[v] = Vector3.TransformNormal(normals[v], rotation);
        }
    }

    /// <summary>The mesh.</summary>
    public TexturedMesh Mesh { get; }

    /// <summary>The scene's number of the mesh's first triangle.</summary>
    public int FirstTriangle { get; }

    /// <summary>Camera-space positions.</summary>
    public Vector3[] Positions { get; }

    /// <summary>Camera-space normals.</summary>
    public Vector3[] Normals { get; }

    /// <summary>The vertices on a screen of so many samples.</summary>
    public ScreenCorner[] OnScreen(int width, int height)
    {
        var screen = new Vector3[Positions.Length];
        for (int v = 0; v < screen.Length; v++)
        {
            Vector2 uv = _camera.Project(Positions[v]);
            screen[v] = new Vector3(uv.X * width, uv.Y * height, Positions[v].Z);
        }

        return ScreenCorner.Of(screen);
    }
}
