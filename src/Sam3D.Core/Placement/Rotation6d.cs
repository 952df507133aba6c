using System.Numerics;

namespace Sam3D.Placement;

/// <summary>
/// The six-dimensional representation of rotations (Zhou et al., "On the continuity of rotation representations in neural networks",
/// CVPR 2019): the first two columns of a rotation matrix, made orthonormal by Gram–Schmidt. Official: <c>pose_decoder</c>.
/// </summary>
public static class Rotation6d
{
    /// <summary>Number of channels.</summary>
    public const int Channels = 6;

    /// <summary>Sine of the angle between the two columns below which float32 leaves nothing but rounding errors.</summary>
    private const float SmallestSine = 1e-6f;

    /// <summary>Undoes the normalisation of the training data: value · standard deviation + mean.</summary>
    /// <param name="normalized">Six channels as the network gives them.</param>
    /// <param name="mean">Mean of the six channels.</param>
    /// <param name="std">Standard deviation of the six channels.</param>
    /// <param name="destination">Receives the six channels: first column, then second column.</param>
    /// <exception cref="ArgumentException">A length is not 6.</exception>
    public static void Denormalize(
        ReadOnlySpan<float> normalized, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, Span<float> destination)
    {
        if (normalized.Length != Channels || mean.Length != Channels || std.Length != Channels || destination.Length != Channels)
        {
            throw new ArgumentException(
                $"A 6D rotation has 6 channels, got {normalized.Length} values, {mean.Length} means, {std.Length} deviations and room for {destination.Length}.");
        }

        for (int i = 0; i < Channels; i++)
        {
            destination[i] = (normalized[i] * std[i]) + mean[i];
        }
    }

    /// <summary>Makes the rotation matrix whose columns are b1 = a1/|a1|, b2 = (a2 − (b1·a2)b1)/|…| and b3 = b1 × b2.</summary>
    /// <param name="channels">a1, then a2.</param>
    /// <returns>
    /// The upper left 3×3 part is the matrix, M11 to M33 by row and column; the rest is that of the identity. As in the official code it
    /// is used on row vectors, p · M.
    /// </returns>
    /// <exception cref="ArgumentException">The number of channels is not 6.</exception>
    /// <exception cref="ReconstructionException">The two columns are zero, parallel or not finite, so that they span no rotation.</exception>
    public static Matrix4x4 ToMatrix(ReadOnlySpan<float> channels)
    {
        if (channels.Length != Channels)
        {
            throw new ArgumentException($"A 6D rotation has 6 channels, got {channels.Length}.", nameof(channels));
        }

        var a1 = new Vector3(channels[..3]);
        var a2 = new Vector3(channels[3..]);
        Vector3 b1 = Vector3.Normalize(a1);
        Vector3 across = a2 - (Vector3.Dot(b1, a2) * b1);
        if (!(across.Length() > SmallestSine * a2.Length() && float.IsFinite(across.LengthSquared())))
        {
            throw new ReconstructionException(
                $"The 6D rotation of the layout has columns {a1} and {a2}, expected two finite directions that are not parallel: use another seed or check the bundle.");
        }

        Vector3 b2 = Vector3.Normalize(across);
        Vector3 b3 = Vector3.Cross(b1, b2);
        return new Matrix4x4(
            b1.X, b2.X, b3.X, 0f,
            b1.Y, b2.Y, b3.Y, 0f,
            b1.Z, b2.Z, b3.Z, 0f,
            0f, 0f, 0f, 1f);
    }
}
