using System.Numerics;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Layout;

/// <summary>An object before a mask: what a pose is worth, and how to find a better one.</summary>
internal sealed class LayoutView
{
    private const int BoxSteps = 4;
    private const int LargestRaster = 1024;
    private const float Nearest = 1e-6f;

    private readonly Mask _mask;
    private readonly Mask? _hidden;
    private readonly PixelBounds _box;
    private readonly LayoutRefinementOptions _options;
    private readonly SilhouetteRaster _raster;

    public LayoutView(TriangleMesh mesh, CameraIntrinsics camera, Mask mask, PixelBounds box, Mask? hidden, LayoutRefinementOptions options)
    {
        (Mesh, Camera, _mask, _box, _hidden, _options) = (mesh, camera, mask, box, hidden, options);
        _raster = new SilhouetteRaster(MaskWindow.Around(mask, box, options.Pixels, hidden));
        (Vector3 low, Vector3 high) = MeshBox.Of(mesh);
        Middle = (low + high) / 2;
        HasSize = mesh.TriangleCount > 0 && float.IsFinite((high - low).Length());
    }

    /// <summary>The mesh that is drawn.</summary>
    public TriangleMesh Mesh { get; }

    /// <summary>The camera.</summary>
    public CameraIntrinsics Camera { get; }

    /// <summary>The object's pixels.</summary>
    public Mask Mask => _mask;

    /// <summary>Middle of the mesh's box in object space.</summary>
    public Vector3 Middle { get; }

    /// <summary>Whether there is anything to draw.</summary>
    public bool HasSize { get; }

    /// <summary>Silhouettes that were drawn.</summary>
    public int Silhouettes { get; private set; }

    /// <summary>Whether a pose puts the object in front of the camera.</summary>
    public bool CanPlace(ObjectPose pose) => HasSize && pose.IsUsable && pose.Apply(Middle).Z > 1e-4f * pose.Scale;

    /// <summary>Overlap on the window, 0 to 1.</summary>
    public double Overlap(ObjectPose pose)
    {
        Silhouettes++;
        _raster.Draw(Mesh.Positions, Mesh.Indices, pose, Camera, _mask.Width, _mask.Height);
        return _raster.IoU();
    }

    /// <summary>A start with its worth.</summary>
    /// <param name="pose">The start.</param>
    /// <param name="margin">What it has to bring besides.</param>
    public RankedStart Rank(ObjectPose pose, double margin) => new(pose, Overlap(pose) - margin, margin, pose.Rotation);

    /// <summary>The pose with its outline's box on the mask's, or <see langword="null"/> where that cannot be.</summary>
    public ObjectPose? OntoBox(ObjectPose pose)
    {
        var middle = new Vector2((_box.Left + _box.Right + 1) / 2f / _mask.Width, (_box.Top + _box.Bottom + 1) / 2f / _mask.Height);
        var size = new Vector2((_box.Right + 1f - _box.Left) / _mask.Width, (_box.Bottom + 1f - _box.Top) / _mask.Height);
        for (int step = 0; step < BoxSteps; step++)
        {
            (Vector2 low, Vector2 high) = Outline(pose);
            Vector2 seen = high - low, shift = middle - ((low + high) / 2);
            float factor = MathF.Sqrt(size.X * size.Y / (seen.X * seen.Y));
            if (!float.IsFinite(factor) || !(factor > 0) || !float.IsFinite(shift.X + shift.Y))
            {
                return null;
            }

            // Scaled about the middle at its depth, so that the object stays in front of the camera.
            Vector3 at = pose.Apply(Middle);
            float scale = pose.Scale * Math.Clamp(factor, 0.25f, 4f);
            at -= new Vector3(shift.X / Camera.FocalX, shift.Y / Camera.FocalY, 0) * at.Z;
            pose = pose with { Scale = scale, Translation = at - (scale * Vector3.Transform(Middle, pose.Rotation)) };
        }

        return CanPlace(pose) ? pose : null;
    }

    /// <summary>Searches around a start.</summary>
    /// <param name="start">The start.</param>
    /// <param name="steps">The first simplex.</param>
    /// <returns>The best pose; the start where none is better.</returns>
    public RankedStart Search(RankedStart start, ReadOnlySpan<double> steps)
    {
        // Side of the mask's box at the depth of the middle.
        float side = Math.Max((_box.Right + 1f - _box.Left) / (_mask.Width * Camera.FocalX), (_box.Bottom + 1f - _box.Top) / (_mask.Height * Camera.FocalY));
        var around = new LayoutStart(start.Pose, Middle, side * start.Pose.Apply(Middle).Z);
        double Worth(double[] step)
        {
            ObjectPose pose = around.At(step);
            double turn = RigidMotion.Angle(pose.Rotation * Quaternion.Conjugate(start.Home));
            return Overlap(pose) - start.Margin - (_options.TurnPenalty * turn * turn);
        }

        (double[] place, double value) = SimplexSearch.Maximize(Worth, steps, _options.Silhouettes);
        return value > start.Value ? start with { Pose = around.At(place), Value = value } : start;
    }

    /// <summary>Overlap of a whole mesh on a raster that holds all of its outline.</summary>
    public double MeasureWhole(TriangleMesh mesh, ObjectPose pose)
    {
        (Vector2 low, Vector2 high) = Outline(pose);
        int Pixel(float part, int count) => (int)Math.Clamp(float.IsNaN(part) ? 0 : part * count, 0, count);
        int left = Math.Min(_box.Left, Pixel(low.X, _mask.Width)), right = Math.Max(_box.Right, Pixel(high.X, _mask.Width)) + 1;
        int top = Math.Min(_box.Top, Pixel(low.Y, _mask.Height)), bottom = Math.Max(_box.Bottom, Pixel(high.Y, _mask.Height)) + 1;
        int longer = Math.Max(_box.Right - _box.Left, _box.Bottom - _box.Top) + 1;
        float cell = Math.Max(Math.Max(1f, longer / (2f * _options.Pixels)), Math.Max(right - left, bottom - top) / (float)LargestRaster);
        var raster = new SilhouetteRaster(MaskWindow.Of(_mask, left, top, right, bottom, cell, _hidden));
        raster.Draw(mesh.Positions, mesh.Indices, pose, Camera, _mask.Width, _mask.Height);
        Silhouettes++;
        return raster.IoU();
    }

    /// <summary>Box of the projected corners in parts of the picture; those behind the camera are left out.</summary>
    public (Vector2 Low, Vector2 High) Outline(ObjectPose pose) => ProjectedBox.Of(Mesh.Positions, pose.ToMatrix(), Camera, Nearest);
}
