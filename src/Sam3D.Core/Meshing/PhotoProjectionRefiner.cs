using System.Numerics;
using Sam3D.Voxels;

namespace Sam3D.Meshing;

/// <summary>
/// Gives a geometry its surface and colours it from the photograph: the visible side by projection, the hidden side by
/// spreading those colours over the surface.
/// </summary>
/// <remarks>
/// Vertices are projected by the pose and camera of the geometry, and the projected silhouette's bounding box is fitted to the mask's (see
/// <see cref="PhotoProjectionOptions.RegisterSilhouette"/>; the pose itself is not touched). A vertex that a z-buffer finds
/// visible takes the photograph's colour there, or that of the nearest pixel of the mask. Every other vertex takes a
/// blend of its neighbours' colours on the surface and of a guess (see <see cref="PhotoProjectionOptions.AssumeSymmetry"/>).
/// The colours hold the photograph's light and shade. Safe for concurrent calls; same input, same bytes.
/// </remarks>
public sealed class PhotoProjectionRefiner : ITextureRefiner
{
    private readonly PhotoProjectionOptions _options;

    /// <summary>Creates a refiner.</summary>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PhotoProjectionRefiner(PhotoProjectionOptions? options = null)
    {
        _options = options ?? new PhotoProjectionOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    public AssetFormats Formats => AssetFormats.Mesh;

    /// <inheritdoc/>
    public void Validate(ReconstructionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequestedFormats.Resolve(
            options.Formats,
            Formats,
            "A model without texture and refinement",
            "use a bundle that has this model, converted from a checkpoint whose pipeline.yaml names slat_generator and its decoders, or ask for Mesh");
    }

    /// <inheritdoc/>
    /// <exception cref="MaskException">The mask is empty or has another size than the photograph.</exception>
    /// <exception cref="ReconstructionException">No voxel is occupied, or the pose is not finite.</exception>
    public async ValueTask<RefinedAppearance> RefineAsync(
        GeometryInput input,
        GeometryResult geometry,
        ReconstructionOptions? options = null,
        IProgress<ReconstructionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(geometry);
        Validate(options ?? new ReconstructionOptions());
        Check(input, geometry);
        return await Task.Run(() => Refine(input, geometry, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does nothing: the refiner owns no native memory.</summary>
    public void Dispose()
    {
    }

    private RefinedAppearance Refine(
        GeometryInput input, GeometryResult geometry, IProgress<ReconstructionProgress>? progress, CancellationToken cancellationToken)
    {
        // 1. Surface, finely enough for the photograph.
        progress?.Report(new(ReconstructionStage.ExtractSurface, 0, 1));
        TriangleMesh mesh = SurfaceExtractor.Extract(geometry.Occupancy, 0, _options.Surface);
        if (mesh.TriangleCount == 0)
        {
            throw new ReconstructionException(
                $"No voxel of the {geometry.Occupancy.Resolution}³ grid is occupied: try another seed, or a mask that covers the whole object.");
        }

        // The pose belongs to the voxels, which may have been halved; the logits were not.
        cancellationToken.ThrowIfCancellationRequested();
        mesh = VoxelDownsampling.ShrinkLikeVoxels(mesh, geometry.Occupancy, geometry.DownsampleFactor);
        mesh = Subdivide(mesh, input.Image, geometry, cancellationToken);
        progress?.Report(new(ReconstructionStage.ExtractSurface, 1, 1));

        // 2. Colours.
        progress?.Report(new(ReconstructionStage.ProjectColors, 0, PhotoColors.Steps));
        mesh = PhotoColors.Apply(
            mesh, input, geometry, _options, step => progress?.Report(new(ReconstructionStage.ProjectColors, step, PhotoColors.Steps)), cancellationToken);
        return new RefinedAppearance { Mesh = mesh };
    }

    private TriangleMesh Subdivide(TriangleMesh mesh, RgbImage image, GeometryResult geometry, CancellationToken cancellationToken)
    {
        for (int round = 0; round < _options.MaxSubdivisions; round++)
        {
            // A closed mesh has about three edges a vertex, and each edge gets a new vertex.
            if (4L * mesh.Positions.Length > _options.MaxVertices
                || EdgeLengths.MeanPixels(mesh, View(mesh, image, geometry)) <= _options.MaxEdgePixels)
            {
                break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            mesh = LoopSubdivision.Subdivide(mesh);
        }

        return mesh;
    }

    private static PhotoView View(TriangleMesh mesh, RgbImage image, GeometryResult geometry) =>
        new(mesh.Positions, geometry.Pose, geometry.Camera, image.Width, image.Height);

    private static void Check(GeometryInput input, GeometryResult geometry)
    {
        if (input.Mask.Width != input.Image.Width || input.Mask.Height != input.Image.Height)
        {
            throw new MaskException(
                $"The mask has {input.Mask.Width}×{input.Mask.Height} pixels, the photograph {input.Image.Width}×{input.Image.Height}: give a mask of the photograph's size.");
        }

        if (input.Mask.Count == 0)
        {
            throw new MaskException("The mask is empty, so there is no object to take colours from: give a mask with at least one pixel.");
        }

        PhotoColors.ThrowIfUnusable(geometry.Pose);
    }
}
