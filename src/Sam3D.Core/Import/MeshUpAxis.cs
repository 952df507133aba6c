namespace Sam3D.Import;

/// <summary>Which way is up in a mesh file.</summary>
public enum MeshUpAxis
{
    /// <summary>As the format has it: y in GLB and OBJ, z in PLY.</summary>
    FormatDefault,

    /// <summary>y up, the front towards +z.</summary>
    Y,

    /// <summary>z up, the front towards −y.</summary>
    Z,
}
