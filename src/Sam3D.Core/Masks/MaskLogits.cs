namespace Sam3D.Masks;

/// <summary>A mask as a network makes it and takes it back: logits of the network's square picture at low resolution.</summary>
/// <param name="session">The session that made it.</param>
/// <param name="side">Rows and columns.</param>
/// <param name="values">[side, side], row-major.</param>
internal sealed class MaskLogits(object session, int side, float[] values)
{
    /// <summary>The session that made it; only there it means the same picture.</summary>
    public object Session { get; } = session;

    /// <summary>Rows and columns.</summary>
    public int Side { get; } = side;

    /// <summary>[side, side], row-major.</summary>
    public float[] Values { get; } = values;
}
