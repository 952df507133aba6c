namespace Sam3D.Training.Data;

/// <summary>What a sequence of random numbers is for; each part of a sample has its own, so that changing one leaves the others.</summary>
internal static class SamplePart
{
    /// <summary>The object.</summary>
    public const ushort Object = 0;

    /// <summary>Camera and placement.</summary>
    public const ushort View = 1;

    /// <summary>Light and noise.</summary>
    public const ushort Light = 2;

    /// <summary>The background.</summary>
    public const ushort Backdrop = 3;

    /// <summary>What stands in front.</summary>
    public const ushort Occluder = 4;

    /// <summary>Points of the surface.</summary>
    public const ushort Surface = 5;

    /// <summary>Which kind of sample it is.</summary>
    public const ushort Kind = 6;

    /// <summary>How a variant of a user's mesh is stretched; the number is the mesh's, not a sample's.</summary>
    public const ushort Variant = 7;

    /// <summary>What is added for each further candidate or variant.</summary>
    public const ushort Stride = 16;
}
