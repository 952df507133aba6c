using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>First guesses of colours, and how much each is worth against the colours of a vertex's neighbours.</summary>
/// <remarks>
/// What the camera sees has the photograph's colour. Most objects look alike from the front and from the back: a hidden place
/// whose mirror image, in the upright plane through the object's middle that faces the camera, lies on the visible surface is
/// taken to have that place's colour. For any other hidden place the photograph's colour in front of it is a weak guess. A mesh that has colours is believed instead: its own colours are
/// the guess for all that is hidden.
/// </remarks>
internal static class HiddenColors
{
    // Object-space lengths over which the neighbours' colours reach into a guess.
    private const float MirrorReach = 0.02f;

    // How far a mirrored place may lie from the visible surface, object-space units: real objects and real predictions are not symmetric.
    private const float MirrorTolerance = 0.06f;

    // Over which a mesh's own colours give way to the photograph's.
    private const float SeamReach = 0.05f;

    /// <summary>Looks up every vertex.</summary>
    /// <param name="mesh">A mesh with normals, and with colours where it has some of its own.</param>
    /// <param name="view">The camera.</param>
    /// <param name="projection">The mesh as that camera sees it.</param>
    /// <param name="colorAt">The photograph's colour at a projected position.</param>
    /// <param name="options">Grazing angle and reach.</param>
    /// <returns>Linear RGB and weight of each vertex, as <see cref="ColorDiffusion"/> takes them.</returns>
    public static (Vector3[] Colors, float[] Weights) Guess(
        TriangleMesh mesh, PhotoView view, PhotoProjection projection, Func<Vector2, Vector3> colorAt, PhotoProjectionOptions options)
    {
        // A reach of k edges is a weight of 1/k² against one edge.
        float edge = EdgeLengths.Mean(mesh);
        float weak = MathF.Pow(edge / options.SpreadLength, 2), strong = MathF.Pow(edge / MirrorReach, 2);
        float own = MathF.Pow(edge / SeamReach, 2);
        float grazing = options.GrazingCosine;
        Vector3 axis = options.AssumeSymmetry ? view.LevelDirection : Vector3.Zero;
        float middle = Middle(mesh.Positions, axis);

        Vector3[] colors = new Vector3[mesh.Positions.Length];
        float[] weights = new float[colors.Length];
        for (int v = 0; v < colors.Length; v++)
        {
            Vector3 position = mesh.Positions[v], normal = mesh.Normals![v];
            float seen = projection.Visibility(v, tolerance: 0.75f * edge);
            Vector2 pixel = projection.Pixels[v];
            if (seen > grazing)
            {
                // Trusted fully from twice the grazing cosine on; before, the neighbours count too.
                float trust = grazing > 0 ? (seen - grazing) / grazing : 1;
                weights[v] = trust >= 1 ? ColorDiffusion.Fixed : Math.Max(weak, 10f * trust);
            }
            else if (mesh.Colors is { } known)
            {
                (colors[v], weights[v]) = (known[v], own);
                continue;
            }
            else
            {
                Vector3 mirrored = position - (2 * (Vector3.Dot(position, axis) - middle) * axis);
                Vector3 mirroredNormal = normal - (2 * Vector3.Dot(normal, axis) * axis);
                bool found = axis != Vector3.Zero && projection.IsOnVisibleSurface(
                    mirrored, mirroredNormal, MirrorTolerance, grazing, out pixel);
                pixel = found ? pixel : projection.Pixels[v];
                weights[v] = found ? Math.Max(weak, strong) : weak;
            }

            colors[v] = colorAt(pixel);
        }

        return (colors, weights);
    }

    private static float Middle(Vector3[] positions, Vector3 axis) =>
        (positions.Min(p => Vector3.Dot(p, axis)) + positions.Max(p => Vector3.Dot(p, axis))) / 2;
}
