namespace Sam3D;

/// <summary>Where the colours of a decoded mesh come from.</summary>
public enum MeshColorSource
{
    /// <summary>The mesh decoder, everywhere: what the official code does.</summary>
    Decoder,

    /// <summary>The photograph where the mesh is visible in it, else the decoder, with a soft seam between both.</summary>
    PhotoWhereVisible,

    /// <summary>The photograph everywhere: what is hidden is guessed from what is visible, as for a model without a mesh decoder.</summary>
    Photo,
}
