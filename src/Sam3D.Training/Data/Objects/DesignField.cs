using System.Numerics;
using System.Runtime.Intrinsics;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Objects;

/// <summary>Signed distance of a procedural object in its canonical frame.</summary>
/// <param name="design">The object.</param>
/// <param name="center">Its middle, in the design's units.</param>
/// <param name="size">Design units a unit of object space.</param>
internal sealed class DesignField(ObjectDesign design, Vector3 center, float size) : IShapeField
{
    /// <summary>The design.</summary>
    public ObjectDesign Design => design;

    /// <summary>Object space to the design's units.</summary>
    public Vector3 ToDesign(Vector3 p) => (p * size) + center;

    public void SignedDistances(ReadOnlySpan<Vector3> points, Span<float> distances)
    {
        Span<Vector3> batch = stackalloc Vector3[Point8.Count];
        Span<float> values = stackalloc float[Point8.Count];
        for (int i = 0; i < points.Length; i += Point8.Count)
        {
            int count = Math.Min(Point8.Count, points.Length - i);
            for (int k = 0; k < count; k++)
            {
                batch[k] = ToDesign(points[i + k]);
            }

            Point8 p = Point8.Load(batch[..count]);
            Vector256<float> least = Vector256.Create(float.PositiveInfinity);
            foreach (ObjectPart part in design.Parts)
            {
                least = Vector256.Min(least, part.Body.Distance(p));
            }

            (least / Vector256.Create(size)).CopyTo(values);
            values[..count].CopyTo(distances[i..]);
        }
    }

    /// <summary>Colours of surface points.</summary>
    public void Colors(ReadOnlySpan<Vector3> designPoints, Span<Vector3> colors)
    {
        Span<float> values = stackalloc float[Point8.Count];
        for (int i = 0; i < designPoints.Length; i += Point8.Count)
        {
            int count = Math.Min(Point8.Count, designPoints.Length - i);
            Point8 p = Point8.Load(designPoints.Slice(i, count));
            Vector256<float> least = Vector256.Create(float.PositiveInfinity), nearest = Vector256<float>.Zero;
            for (int part = 0; part < design.Parts.Count; part++)
            {
                Vector256<float> distance = design.Parts[part].Body.Distance(p);
                nearest = Vector256.ConditionalSelect(Vector256.LessThan(distance, least), Vector256.Create((float)part), nearest);
                least = Vector256.Min(least, distance);
            }

            nearest.CopyTo(values);
            for (int k = 0; k < count; k++)
            {
                colors[i + k] = design.Parts[(int)values[k]].Paint.At(designPoints[i + k]);
            }
        }
    }
}
