using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>The operations of tracking and of concept prompts.</content>
public sealed partial class OnnxGraphBuilder
{
    private readonly Dictionary<RotaryTable, (GraphValue Cosines, GraphValue Sines)> _rotations = [];

    /// <inheritdoc/>
    public GraphValue Rotate(GraphValue x, RotaryTable table, int heads)
    {
        if (!_rotations.TryGetValue(table, out (GraphValue Cosines, GraphValue Sines) stored))
        {
            stored = (Constant(table.Cosines, table.Tokens, table.Pairs), Constant(table.Sines, table.Tokens, table.Pairs));
            _rotations.Add(table, stored);
        }

        // Positions count up from this one.
        return Emit("RotaryEmbedding", [x, Integers(0), stored.Cosines, stored.Sines], Microsoft, Int("interleaved", 1), Int("num_heads", heads));
    }

    /// <inheritdoc/>
    public GraphValue MaskedAttention(GraphValue q, GraphValue k, GraphValue v, GraphValue mask, int heads) =>
        FusedAttention(q, k, v, Emit("Cast", [mask], "", Int("to", Int32Type)), bias: null, Int("num_heads", heads));

    /// <inheritdoc/>
    public GraphValue Clamp(GraphValue x, float lowest, float highest) => Emit("Clip", [x, Constant([lowest]), Constant([highest])]);

    /// <inheritdoc/>
    public GraphValue Log(GraphValue x) => Emit("Log", [x]);

    /// <inheritdoc/>
    public GraphValue Sum(GraphValue x, int axis) => Emit("ReduceSum", [x, Integers(axis)], "", Int("keepdims", 1));
}
