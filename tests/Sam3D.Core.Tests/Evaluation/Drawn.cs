using Sam3D.Evaluation;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Evaluation;

/// <summary>Cases drawn from meshes in memory.</summary>
internal static class Drawn
{
    public static readonly RenderedCaseOptions Small = new() { Size = 96 };

    public static EvaluationCase Case(string name, TriangleMesh mesh, int view) => RenderedCases.Draw(name, new TexturedMesh(mesh), view, Small);
}
