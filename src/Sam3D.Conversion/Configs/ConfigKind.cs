namespace Sam3D.Conversion;

/// <summary>What a <see cref="ConfigNode"/> holds.</summary>
public enum ConfigKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>An integer.</summary>
    Int,

    /// <summary>A number with a point or an exponent.</summary>
    Float,

    /// <summary>A text.</summary>
    String,

    /// <summary>A list.</summary>
    List,

    /// <summary>A mapping from texts.</summary>
    Map,
}
