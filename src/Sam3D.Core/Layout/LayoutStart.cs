using System.Numerics;

namespace Sam3D.Layout;

/// <summary>A pose to search around, and the poses around it: moved within the picture, scaled and turned about the middle of the object.</summary>
/// <param name="pose">The pose; the middle lies in front of the camera.</param>
/// <param name="middle">Middle of the object's box in object space.</param>
/// <param name="unit">What a step of 1 moves: lengths in camera space at the middle's depth, about the side of the mask's box.</param>
internal readonly struct LayoutStart(ObjectPose pose, Vector3 middle, float unit)
{
    /// <summary>Numbers of a step: right, down, logarithm of the scale, and the turn as an axis times an angle in radians.</summary>
    public const int Freedoms = 6;

    /// <summary>The pose itself.</summary>
    public ObjectPose Pose { get; } = pose;

    /// <summary>A pose around it.</summary>
    /// <param name="step"><see cref="Freedoms"/> numbers; all zero is the pose itself.</param>
    public ObjectPose At(ReadOnlySpan<double> step)
    {
        var axis = new Vector3((float)step[3], (float)step[4], (float)step[5]);
        float angle = axis.Length();
        Quaternion rotation = angle > 0 ? Quaternion.Normalize(Quaternion.CreateFromAxisAngle(axis / angle, angle) * Pose.Rotation) : Pose.Rotation;
        float scale = Pose.Scale * MathF.Exp((float)Math.Clamp(step[2], -3, 3));
        Vector3 at = Pose.Apply(middle) - (unit * new Vector3((float)step[0], (float)step[1], 0)); // x is left, y is up
        return Pose with { Rotation = rotation, Scale = scale, Translation = at - (scale * Vector3.Transform(middle, rotation)) };
    }

    /// <summary>The turn of a step in radians.</summary>
    public static double Turn(ReadOnlySpan<double> step) => Math.Sqrt((step[3] * step[3]) + (step[4] * step[4]) + (step[5] * step[5]));
}
