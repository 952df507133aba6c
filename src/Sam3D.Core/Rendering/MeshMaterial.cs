using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>What a part of a mesh looks like.</summary>
public sealed record MeshMaterial
{
    /// <summary>Linear RGB, 0 to 1, by which vertex colours and texture are multiplied. Default white.</summary>
    public Vector3 BaseColor { get; init; } = Vector3.One;

    /// <summary>The texture, or <see langword="null"/>.</summary>
    public MeshTexture? Texture { get; init; }

    /// <summary>Strength of the highlight, 0 (matt) to 1. Default 0.</summary>
    public float Gloss { get; init; }
}
