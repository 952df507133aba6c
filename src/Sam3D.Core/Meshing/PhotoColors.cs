using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// Colours a mesh from a photograph. A vertex that a z-buffer finds visible takes the photograph's colour there; every other one takes a blend of its neighbours' colours on the
/// surface and of a guess (<see cref="HiddenColors"/>).
/// </summary>
internal static class PhotoColors
{
    /// <summary>Steps of the work.</summary>
    public const int Steps = 4;

    /// <summary>Looks up the colours of all vertices.</summary>
    /// <param name="mesh">Object space, with normals; colours that it has are the guess for what is hidden.</param>
    /// <param name="input">The photograph and the mask.</param>
    /// <param name="geometry">Pose and camera.</param>
    /// <param name="options">Grazing angle, registration and reach.</param>
    /// <param name="onStep">Called after each step with the number of finished ones.</param>
    /// <param name="cancellationToken">Honoured between steps and while colours spread.</param>
    /// <returns>The mesh with linear RGB of each vertex.</returns>
    public static TriangleMesh Apply(
        TriangleMesh mesh, GeometryInput input, GeometryResult geometry, PhotoProjectionOptions options, Action<int> onStep, CancellationToken cancellationToken)
    {
        // 1. The photograph's colours inside of the mask.
        var sampler = new PhotoSampler(input.Image, input.Mask);
        cancellationToken.ThrowIfCancellationRequested();
        onStep(1);

        // 2. Where every vertex lies in the photograph, and what hides it.
        var view = new PhotoView(mesh.Positions, geometry.Pose, geometry.Camera, input.Image.Width, input.Image.Height);
        var projection = new PhotoProjection(mesh, view);
        BoxRegistration registration = options.RegisterSilhouette
            ? BoxRegistration.Fit(projection.Low, projection.High, sampler.Box, input.Image.Width, input.Image.Height)
            : BoxRegistration.None;
        cancellationToken.ThrowIfCancellationRequested();
        onStep(2);

        // 3. A colour for every vertex, and how far each is to be trusted.
        (Vector3[] colors, float[] weights) = HiddenColors.Guess(mesh, view, projection, p => sampler.Sample(registration.Apply(p)), options);
        cancellationToken.ThrowIfCancellationRequested();
        onStep(3);

        // 4. Spread the trusted ones over the surface.
        VertexGraph graph = VertexGraph.FromFaces(mesh.Positions.Length, mesh.Indices, 3);
        colors = ColorDiffusion.Solve(graph, colors, weights, cancellationToken);
        onStep(Steps);
        return new TriangleMesh(mesh.Positions, mesh.Indices, mesh.Normals, colors);
    }

    /// <summary>Refuses a pose that nothing can be projected with.</summary>
    /// <exception cref="ReconstructionException">It is not finite, or has no size.</exception>
    public static void ThrowIfUnusable(ObjectPose pose)
    {
        if (!pose.IsUsable)
        {
            throw new ReconstructionException(
                $"The pose is unusable (translation {pose.Translation}, scale {pose.Scale}): try another seed or a mask that covers the whole object.");
        }
    }
}
