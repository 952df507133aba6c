using System.Numerics;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Meshes;

/// <summary>Signed distance of any mesh: the nearest triangle, with the sign of the winding number. A sheet has no inside.</summary>
/// <param name="mesh">The mesh in its canonical frame.</param>
internal sealed class MeshField(TriangleMesh mesh) : IShapeField
{
    private readonly Lazy<TriangleTree> _tree = new(() => new TriangleTree(mesh)); // many objects are drawn without asking for distances

    public void SignedDistances(ReadOnlySpan<Vector3> points, Span<float> distances)
    {
        TriangleTree tree = _tree.Value;
        for (int i = 0; i < points.Length; i++)
        {
            float distance = tree.Distance(points[i]);

            // Of either sign: some files have all of their triangles inside out.
            distances[i] = Math.Abs(tree.Winding(points[i])) > 0.5f ? -distance : distance;
        }
    }
}
