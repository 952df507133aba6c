namespace Sam3D.Networks;

/// <summary>
/// Conditions the picture of a frame on what was seen of the object before (Ravi et al., arXiv 2408.00714; official <c>MemoryAttention</c> with <c>RoPEAttention</c>).
/// </summary>
public static class MemoryAttention
{
    private const float Epsilon = 1e-5f, PositionShare = 0.1f;

    /// <summary>Attends to memories and pointers of one object.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The attention in the state dict, <c>memory_attention</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">The image embedding as tokens, [1, G², C].</param>
    /// <param name="position">Sine positions of the same, [1, G², C].</param>
    /// <param name="memories">[F, G², M], F frames.</param>
    /// <param name="memoryPositions">[F, G², M]: sine positions and the place in time.</param>
    /// <param name="pointers">[1, P, M]: pointers cut into tokens. They have no place in the picture.</param>
    /// <param name="pointerPositions">[1, P, M].</param>
    /// <returns>[1, G², C].</returns>
    public static T Apply<T>(
        ParameterScope<T> scope, MemoryConfig config, T image, T position, T memories, T memoryPositions, T pointers, T pointerPositions)
        where T : class => Apply(scope, config, image, position, memories, memoryPositions, pointers, pointerPositions, null);

    internal static T Apply<T>(
        ParameterScope<T> scope, MemoryConfig config, T image, T position, T memories, T memoryPositions, T pointers, T pointerPositions, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, heads = config.NumHeads;
        RotaryTable table = RotaryTable.Create(config.Grid, c / heads);
        T placed = ops.Add(memories, memoryPositions), placedPointers = ops.Add(pointers, pointerPositions);
        T x = ops.Add(image, ops.Multiply(position, ops.Constant([PositionShare], 1, 1, 1)));
        for (int i = 0; i < config.Depth; i++)
        {
            ParameterScope<T> layer = scope["layers"][i];
            T h = Layers.LayerNorm(layer["norm1"], x, c, Epsilon);
            h = SelfAttention(layer["self_attn"], h, c, heads, table);
            observe?.Invoke($"layers.{i}.self_attn", h);
            x = ops.Add(x, h);

            h = Layers.LayerNorm(layer["norm2"], x, c, Epsilon);
            h = CrossAttention(layer["cross_attn_image"], config, table, h, placed, memories, placedPointers, pointers);
            observe?.Invoke($"layers.{i}.cross_attn_image", h);
            x = ops.Add(x, h);

            h = Layers.LayerNorm(layer["norm3"], x, c, Epsilon);
            h = ops.Relu(Layers.Linear(layer["linear1"], h, c, config.HiddenDim));
            x = ops.Add(x, Layers.Linear(layer["linear2"], h, config.HiddenDim, c));
            observe?.Invoke($"layers.{i}", x);
        }

        return Layers.LayerNorm(scope["norm"], x, c, Epsilon);
    }

    private static T SelfAttention<T>(ParameterScope<T> scope, T x, int c, int heads, RotaryTable table)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T attended = ops.Attention(
            ops.Rotate(Layers.Linear(scope["q_proj"], x, c, c), table, heads),
            ops.Rotate(Layers.Linear(scope["k_proj"], x, c, c), table, heads),
            Layers.Linear(scope["v_proj"], x, c, c),
            heads);
        return Layers.Linear(scope["out_proj"], attended, c, c);
    }

    /// <summary>Frames are a batch while their keys are turned, so that each frame has the positions of the picture.</summary>
    private static T CrossAttention<T>(
        ParameterScope<T> scope, MemoryConfig config, RotaryTable table, T x, T placed, T memories, T placedPointers, T pointers)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width, m = config.MemoryWidth, heads = config.NumHeads;
        T keys = ops.Rotate(Layers.Linear(scope["k_proj"], placed, m, c), table, heads); // [F, G², C]
        T values = Layers.Linear(scope["v_proj"], memories, m, c);
        T attended = ops.Attention(
            ops.Rotate(Layers.Linear(scope["q_proj"], x, c, c), table, heads),
            ops.Concat(1, ops.Reshape(keys, 1, -1, c), Layers.Linear(scope["k_proj"], placedPointers, m, c)),
            ops.Concat(1, ops.Reshape(values, 1, -1, c), Layers.Linear(scope["v_proj"], pointers, m, c)),
            heads);
        return Layers.Linear(scope["out_proj"], attended, c, c);
    }
}
