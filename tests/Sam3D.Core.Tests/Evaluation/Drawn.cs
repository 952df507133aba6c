using Sam3D.Evaluation;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Evaluation;

/// <summary>Cases drawn from meshes in memory.</summary>
internal static class Drawn
{
    public static readonly RenderedCaseOptions Small = new() { Size = 96 };

    public static EvaluationCase Case(string name, TriangleMesh mesh, int view) => RenderedCases.Draw(name, Loaded(mesh), view, Small);

    public static LoadedMesh Loaded(TriangleMesh mesh)
    {
        using var folder = new TemporaryFolder();
        mesh.SavePly(folder.File("mesh.ply"));
        return MeshFile.LoadWithMaterials(folder.File("mesh.ply"));
    }
}
