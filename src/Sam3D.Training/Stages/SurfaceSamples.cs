using System.Numerics;

namespace Sam3D.Training;

/// <summary>Points of an object's surface in object space.</summary>
internal sealed class SurfaceSamples
{
    /// <summary>Places.</summary>
    public required Vector3[] Positions { get; init; }

    /// <summary>Outward unit normals.</summary>
    public required Vector3[] Normals { get; init; }

    /// <summary>sRGB colours, 0 to 1.</summary>
    public required Vector3[] Colors { get; init; }
}
