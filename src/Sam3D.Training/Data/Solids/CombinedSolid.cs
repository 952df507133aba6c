using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sam3D.Training.Data.Solids;

/// <summary>Two bodies combined.</summary>
internal sealed class CombinedSolid : Solid
{
    private readonly Operation _operation;
    private readonly Solid _first;
    private readonly Solid _second;
    private readonly float _width;

    public CombinedSolid(Operation operation, Solid first, Solid second, float width = 0)
    {
        _operation = operation;
        _first = first;
        _second = second;
        _width = width;
        Bounds3 a = first.Bounds, b = second.Bounds;
        Bounds = operation switch
        {
            Operation.Difference => a,
            Operation.Intersection => new Bounds3(Vector3.Max(a.Low, b.Low), Vector3.Max(Vector3.Max(a.Low, b.Low), Vector3.Min(a.High, b.High))),
            Operation.Union => a.Union(b),
            _ => a.Union(b).Grow(width / 4),
        };
    }

    /// <summary>How bodies are combined.</summary>
    public enum Operation
    {
        /// <summary>Both.</summary>
        Union,

        /// <summary>The first without the second.</summary>
        Difference,

        /// <summary>What they share.</summary>
        Intersection,

        /// <summary>Both, with a fillet.</summary>
        SmoothUnion,
    }

    public override Bounds3 Bounds { get; }

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> a = _first.Distance(p, isBound), b = _second.Distance(p, isBound);
        switch (_operation)
        {
            case Operation.Union:
                return Vector256.Min(a, b);
            case Operation.Difference:
                return Vector256.Max(a, -b);
            case Operation.Intersection:
                return Vector256.Max(a, b);
            default:
                // Both slopes add up to 1, so the blend grows no faster than the distance.
                Vector256<float> overlap = Vector256.Max(Vector256.Create(_width) - Vector256.Abs(a - b), Vector256<float>.Zero);
                return Vector256.Min(a, b) - (overlap * overlap * (0.25f / _width));
        }
    }
}
