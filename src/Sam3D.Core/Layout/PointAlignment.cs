using System.Numerics;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Layout;

/// <summary>Brings a placed object to its visible points: scale and shift by what is robust to stray points, then trimmed ICP.</summary>
internal static class PointAlignment
{
    private const int Raster = 64; // pixels of the drawn depth
    private const int MostPoints = 2000;
    private const int FewestPoints = 24;
    private const int Steps = 20;
    private const double Kept = 0.8;        // of the pairs, the nearest
    private const double NearDepths = 0.95; // points behind this part of the depths are stray

    /// <summary>Aligns a pose.</summary>
    /// <param name="view">The object before its mask.</param>
    /// <param name="pose">The pose; in front of the camera.</param>
    /// <param name="points">The picture's points, of the mask's size.</param>
    /// <param name="cancellationToken">Honoured once a step.</param>
    /// <returns>The pose; <see langword="null"/> where there are too few points.</returns>
    public static ObjectPose? Align(LayoutView view, ObjectPose pose, PointMap points, CancellationToken cancellationToken)
    {
        Vector3[] target = Targets(points, view.Mask);
        pose = view.OntoBox(pose) ?? pose;
        Vector3[] source = Visible(view, pose);
        if (target.Length < FewestPoints || source.Length < FewestPoints)
        {
            return null;
        }

        // 1. Scale and shift; the pose's silhouette has the mask's size already, so that only its depth may be far off
        (Vector3 from, Vector3 fromSize) = Spread(source);
        (Vector3 to, Vector3 toSize) = Spread(target);
        float factor = MathF.Sqrt(toSize.X * toSize.Y / (fromSize.X * fromSize.Y));
        if (!float.IsFinite(factor) || !(factor > 0))
        {
            return null;
        }

        pose = pose with { Scale = pose.Scale * factor, Translation = (factor * (pose.Translation - from)) + to };
        source = Array.ConvertAll(source, p => (factor * (p - from)) + to);

        // 2. Trimmed ICP: partners of the target's points, which are all of the object, on its visible surface
        RigidMotion motion = Icp(source, target, cancellationToken);
        ObjectPose moved = pose with { Rotation = Quaternion.Normalize(motion.Rotation * pose.Rotation), Translation = motion.Apply(pose.Translation) };
        return view.CanPlace(moved) ? moved : null;
    }

    private static RigidMotion Icp(Vector3[] source, Vector3[] target, CancellationToken cancellationToken)
    {
        var index = new PointIndex(source);
        RigidMotion motion = RigidMotion.Identity;
        Vector3[] back = new Vector3[target.Length];
        int[] nearest = new int[target.Length];
        float[] squared = new float[target.Length];
        int kept = (int)(Kept * target.Length);
        double before = double.PositiveInfinity;
        for (int step = 0; step < Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Quaternion inverse = Quaternion.Conjugate(motion.Rotation);
            for (int i = 0; i < back.Length; i++)
            {
                back[i] = Vector3.Transform(target[i] - motion.Translation, inverse);
            }

            index.Nearest(back, nearest, squared, 1, cancellationToken);
            int[] order = [.. Enumerable.Range(0, target.Length).OrderBy(i => squared[i]).Take(kept)];
            double mean = order.Sum(i => (double)squared[i]) / kept;
            if (mean >= before * (1 - 1e-4))
            {
                break;
            }

            before = mean;
            motion = RigidFit.Fit([.. order.Select(i => source[nearest[i]])], [.. order.Select(i => target[i])]);
        }

        return motion;
    }

    /// <summary>The object's points, at most <see cref="MostPoints"/>, without those far behind.</summary>
    private static Vector3[] Targets(PointMap points, Mask mask)
    {
        var all = new List<Vector3>();
        int stride = Math.Max(1, mask.Count / (4 * MostPoints)), seen = 0;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] != 0 && seen++ % stride == 0)
            {
                var p = new Vector3(points.Points.Slice(3 * i, 3));
                if (float.IsFinite(p.X + p.Y + p.Z) && p.Z > 0)
                {
                    all.Add(p);
                }
            }
        }

        float[] depths = [.. all.Select(p => p.Z).Order()];
        if (depths.Length == 0)
        {
            return [];
        }

        float farthest = depths[(int)(NearDepths * (depths.Length - 1))];
        Vector3[] near = [.. all.Where(p => p.Z <= farthest)];
        int every = Math.Max(1, (near.Length + MostPoints - 1) / MostPoints);
        return [.. near.Where((_, i) => i % every == 0)];
    }

    /// <summary>The points of the surface that the camera sees, drawn in a picture of the object's box alone.</summary>
    private static Vector3[] Visible(LayoutView view, ObjectPose pose)
    {
        (Vector2 low, Vector2 high) = view.Outline(pose);
        Vector2 size = high - low;
        if (!(size.X > 0 && size.Y > 0) || !float.IsFinite(size.X + size.Y))
        {
            return [];
        }

        CameraIntrinsics camera = view.Camera;
        var crop = new CameraIntrinsics(camera.FocalX / size.X, camera.FocalY / size.Y, (camera.CenterX - low.X) / size.X, (camera.CenterY - low.Y) / size.Y);
        DepthImage depth = MeshRenderer.RenderDepth(view.Mesh, pose, crop, Raster, Raster);
        var points = new List<Vector3>();
        for (int i = 0; i < Raster * Raster; i++)
        {
            if (depth.Triangles[i] >= 0)
            {
                float z = depth.Depths[i], u = ((i % Raster) + 0.5f) / Raster, v = ((i / Raster) + 0.5f) / Raster;
                points.Add(new Vector3((crop.CenterX - u) / crop.FocalX * z, (crop.CenterY - v) / crop.FocalY * z, z));
            }
        }

        return [.. points];
    }

    /// <summary>Medians, and distances of the fifth and the ninety-fifth hundredth, along each axis.</summary>
    private static (Vector3 Middle, Vector3 Size) Spread(Vector3[] points)
    {
        Vector3 middle = default, size = default;
        for (int axis = 0; axis < 3; axis++)
        {
            float[] values = [.. points.Select(p => p[axis]).Order()];
            middle[axis] = values[values.Length / 2];
            size[axis] = values[(int)(0.95 * (values.Length - 1))] - values[(int)(0.05 * (values.Length - 1))];
        }

        return (middle, size);
    }
}
