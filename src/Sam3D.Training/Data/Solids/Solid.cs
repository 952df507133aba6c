using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sam3D.Training.Data.Solids;

/// <summary>A body given by its signed distance: negative inside, positive outside.</summary>
/// <remarks>
/// Values are exact or, for combinations, of the right sign and never larger in magnitude than the distance; the surface of a union is exact outside.
/// Formulas are elementary geometry; Quilez, "Distance functions" (2008), lists such.
/// </remarks>
internal abstract class Solid
{
    /// <summary>A box that holds the body.</summary>
    public abstract Bounds3 Bounds { get; }

    /// <summary>Signed distances of eight points.</summary>
    /// <param name="p">The points.</param>
    /// <param name="isBound">
    /// Whether the magnitude must not exceed the distance anywhere (for skipping empty space); otherwise it is accurate to first order near the surface.
    /// </param>
    public abstract Vector256<float> Distance(in Point8 p, bool isBound = false);

    /// <summary>Signed distance of one point.</summary>
    public float At(Vector3 p) => Distance(Point8.Broadcast(p))[0];

    /// <summary>The body moved.</summary>
    public Solid Move(float x, float y, float z) => new PlacedSolid(this, Quaternion.Identity, new Vector3(x, y, z));

    /// <summary>The body turned about an axis through the origin, degrees counter-clockwise seen from the axis' tip.</summary>
    public Solid Turn(Vector3 axis, float degrees) =>
        new PlacedSolid(this, Quaternion.CreateFromAxisAngle(axis, degrees * MathF.PI / 180f), Vector3.Zero);

    /// <summary>The body without another.</summary>
    public Solid Minus(Solid other) => new CombinedSolid(CombinedSolid.Operation.Difference, this, other);

    /// <summary>What two bodies share.</summary>
    public Solid And(Solid other) => new CombinedSolid(CombinedSolid.Operation.Intersection, this, other);

    /// <summary>Both bodies.</summary>
    public Solid Or(Solid other) => new CombinedSolid(CombinedSolid.Operation.Union, this, other);

    /// <summary>Both bodies with a fillet.</summary>
    /// <param name="other">The other body.</param>
    /// <param name="width">Where the distances differ by less, the surfaces are blended.</param>
    public Solid Blend(Solid other, float width) => new CombinedSolid(CombinedSolid.Operation.SmoothUnion, this, other, width);
}
