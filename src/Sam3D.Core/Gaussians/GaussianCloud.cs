using System.Numerics;
using Sam3D.Placement;

namespace Sam3D.Gaussians;

/// <summary>
/// Three-dimensional Gaussians with a constant colour each (Kerbl et al., "3D Gaussian splatting", 2023), as structure of arrays of the decoder's
/// raw parameters. In object space z is up and positions lie in about [-0.5, 0.5]³. Official: <c>representations.gaussian.Gaussian</c>.
/// </summary>
public sealed partial class GaussianCloud
{
    /// <summary>How much above the smallest scale a transformed Gaussian stays, so that its raw scale is finite; as in the official notebook.</summary>
    private const float ScaleMargin = 1.1f;

    private readonly float[] _positions;
    private readonly float[] _colors;
    private readonly float[] _scales;
    private readonly float[] _rotations;
    private readonly float[] _opacities;

    /// <summary>Creates a cloud; the arrays are kept, not copied.</summary>
    /// <param name="activations">What the raw numbers mean.</param>
    /// <param name="rawPositions">[N, 3]; 0 to 1 over the activations' box.</param>
    /// <param name="rawColors">[N, 3] spherical-harmonics coefficients of degree 0, in the order red, green, blue.</param>
    /// <param name="rawScales">[N, 3].</param>
    /// <param name="rawRotations">[N, 4] quaternion (w, x, y, z) minus (1, 0, 0, 0).</param>
    /// <param name="rawOpacities">[N].</param>
    /// <exception cref="ArgumentException">The lengths disagree.</exception>
    public GaussianCloud(
        GaussianActivations activations,
        float[] rawPositions,
        float[] rawColors,
        float[] rawScales,
        float[] rawRotations,
        float[] rawOpacities)
    {
        ArgumentNullException.ThrowIfNull(activations);
        ArgumentNullException.ThrowIfNull(rawPositions);
        ArgumentNullException.ThrowIfNull(rawColors);
        ArgumentNullException.ThrowIfNull(rawScales);
        ArgumentNullException.ThrowIfNull(rawRotations);
        ArgumentNullException.ThrowIfNull(rawOpacities);
        long count = rawOpacities.Length;
        if (rawPositions.Length != 3 * count || rawColors.Length != 3 * count || rawScales.Length != 3 * count || rawRotations.Length != 4 * count)
        {
            throw new ArgumentException(
                $"{rawPositions.Length} position, {rawColors.Length} colour, {rawScales.Length} scale and {rawRotations.Length} rotation numbers for {count} Gaussians.");
        }

        Activations = activations;
        _positions = rawPositions;
        _colors = rawColors;
        _scales = rawScales;
        _rotations = rawRotations;
        _opacities = rawOpacities;
    }

    /// <summary>What the raw numbers mean.</summary>
    public GaussianActivations Activations { get; }

    /// <summary>Number of Gaussians, N.</summary>
    public int Count => _opacities.Length;

    /// <summary>[N, 3]; 0 to 1 over the activations' box.</summary>
    public ReadOnlySpan<float> RawPositions => _positions;

    /// <summary>[N, 3] spherical-harmonics coefficients of degree 0, in the order red, green, blue.</summary>
    public ReadOnlySpan<float> RawColors => _colors;

    /// <summary>[N, 3].</summary>
    public ReadOnlySpan<float> RawScales => _scales;

    /// <summary>[N, 4] quaternion (w, x, y, z) minus (1, 0, 0, 0).</summary>
    public ReadOnlySpan<float> RawRotations => _rotations;

    /// <summary>[N].</summary>
    public ReadOnlySpan<float> RawOpacities => _opacities;

    /// <summary>Centre of a Gaussian.</summary>
    /// <param name="index">0 to N−1.</param>
    public Vector3 Position(int index) =>
        (new Vector3(_positions.AsSpan(3 * index, 3)) * Activations.BoxSize) + Activations.BoxMin;

    /// <summary>Standard deviations along a Gaussian's own axes, in units of the positions.</summary>
    /// <param name="index">0 to N−1.</param>
    public Vector3 Scale(int index)
    {
        ReadOnlySpan<float> raw = _scales.AsSpan(3 * index, 3);
        return new Vector3(Activations.Scale(raw[0]), Activations.Scale(raw[1]), Activations.Scale(raw[2]));
    }

    /// <summary>Rotation from a Gaussian's own axes, a unit quaternion for <see cref="Vector3.Transform(Vector3, Quaternion)"/>.</summary>
    /// <param name="index">0 to N−1.</param>
    public Quaternion Rotation(int index)
    {
        // Splatting uses R(q) on column vectors, so that here, unlike in a pose, nothing is conjugated.
        Vector4 wxyz = RotationWxyz(index);
        return Quaternion.Normalize(new Quaternion(wxyz.Y, wxyz.Z, wxyz.W, wxyz.X));
    }

    /// <summary>Opacity at the centre, 0 to 1.</summary>
    /// <param name="index">0 to N−1.</param>
    public float Opacity(int index) => Activations.Opacity(_opacities[index]);

    /// <summary>Moves the cloud from object space to camera space. Official: <c>make_scene</c> of the notebook, for one object.</summary>
    /// <remarks>
    /// Colours and opacities stay. Scales and the smallest scale are multiplied by the pose's scale; a scale is at least 1.1 times the new smallest
    /// scale. Colours of degree 0 do not depend on the direction, so that nothing is to be rotated there.
    /// </remarks>
    /// <param name="pose">The object's pose.</param>
    /// <returns>A new cloud; it shares the arrays that did not change.</returns>
    public GaussianCloud Transform(ObjectPose pose)
    {
        ArgumentNullException.ThrowIfNull(pose);
        GaussianActivations activations = Activations with { MinimumScale = Activations.MinimumScale * pose.Scale };
        float smallest = activations.MinimumScale * ScaleMargin;
        Vector4 turn = OfficialQuaternion.Conjugate(pose.ToOfficialQuaternion());
        float[] positions = new float[_positions.Length];
        float[] scales = new float[_scales.Length];
        float[] rotations = new float[_rotations.Length];
        for (int i = 0; i < Count; i++)
        {
            Vector3 position = (pose.Apply(Position(i)) - activations.BoxMin) / activations.BoxSize;
            position.CopyTo(positions, 3 * i);

            Vector3 scale = Vector3.Max(Scale(i) * pose.Scale, new Vector3(smallest));
            scales[3 * i] = activations.RawScale(scale.X);
            scales[(3 * i) + 1] = activations.RawScale(scale.Y);
            scales[(3 * i) + 2] = activations.RawScale(scale.Z);

            Vector4 rotation = OfficialQuaternion.Multiply(turn, Vector4.Normalize(RotationWxyz(i)));
            (rotation - Vector4.UnitX).CopyTo(rotations, 4 * i);
        }

        return new GaussianCloud(activations, positions, _colors, scales, rotations, _opacities);
    }

    private Vector4 RotationWxyz(int index) => new Vector4(_rotations.AsSpan(4 * index, 4)) + Vector4.UnitX;
}
