using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>A light that shines from far away or from a point.</summary>
public sealed record SceneLight
{
    /// <summary>Camera space (x left, y up, z forward): the direction towards a distant light, or the place of a near one.</summary>
    public Vector3 Position { get; init; } = new(0.35f, 0.45f, -1f);

    /// <summary>Whether <see cref="Position"/> is a place. A near light is as bright at every distance. Default: distant.</summary>
    public bool IsPoint { get; init; }

    /// <summary>Linear RGB, at least 0. Default 0.65 white.</summary>
    public Vector3 Color { get; init; } = new(0.65f);
}
