using System.Numerics;

namespace Sam3D.Training.Data.Objects;

/// <summary>The signed distance of an object in its canonical frame.</summary>
public interface IShapeField
{
    /// <summary>Computes signed distances.</summary>
    /// <param name="points">Places in object space.</param>
    /// <param name="distances">Receives one distance each: negative inside, positive outside.</param>
    void SignedDistances(ReadOnlySpan<Vector3> points, Span<float> distances);
}
