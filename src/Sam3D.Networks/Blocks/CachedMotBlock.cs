namespace Sam3D.Networks;

/// <summary>What <see cref="CachedMotBlock"/> does not compute itself, the same in all blocks but for the keys and values.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Context">Keys and values of this block by stream; streams that have none use the condition itself.</param>
/// <param name="Condition">Condition tokens [1, L, Ccond]; may be <see langword="null"/> where every stream has keys and values.</param>
/// <param name="Unconditional">Zeros for the entries without condition, [(B−1)·N, C], by stream.</param>
/// <param name="Mask">As in <see cref="MotBlock.SelfAttention"/>.</param>
internal sealed record MotSurroundings<T>(
    IReadOnlyDictionary<string, AttentionContext<T>> Context, T? Condition, IReadOnlyDictionary<string, T> Unconditional, T? Mask)
    where T : class;

/// <summary>
/// <see cref="MotBlock"/> with what a run computes once. The first entry of the batch is conditional, all further ones are not.
/// </summary>
internal static class CachedMotBlock
{
    /// <summary>Applies the block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="modulation">Six tensors [C]: shift, gain (1 + scale), gate of the self-attention, then of the MLP.</param>
    /// <param name="surroundings">All else.</param>
    /// <param name="config">Sizes.</param>
    public static MotStream<T>[] Apply<T>(
        ParameterScope<T> block, MotStream<T>[] streams, T[] modulation, MotSurroundings<T> surroundings, GeometryFlowConfig config)
        where T : class
    {
        ITensorOps<T> ops = block.Ops;
        int width = config.ModelChannels;
        T[] attended = MotBlock.SelfAttention(
            block["self_attn"],
            [.. streams.Select(s => s with { Value = ops.LayerNorm(s.Value, modulation[1], modulation[0], width, MotBlock.Epsilon) })],
            surroundings.Mask,
            config);
        var result = new MotStream<T>[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            MotStream<T> stream = streams[i];
            T x = ops.Add(stream.Value, ops.Multiply(attended[i], modulation[2])); // [B·N, C]
            T first = Layers.LayerNorm(block[$"norm2.{stream.Name}"], stream.First(ops, x), width, MotBlock.Epsilon); // [N, C]
            T constant = MotCrossAttention.Constant(block, stream, config); // [C]
            T conditional = surroundings.Context.TryGetValue(stream.Name, out AttentionContext<T>? context)
                ? MotCrossAttention.Cached(block, stream, first, context, constant, config)
                : MotCrossAttention.Absorbed(block, stream, first, surroundings.Condition!, constant, config);
            x = ops.Add(x, ops.Concat(0, conditional, ops.Add(surroundings.Unconditional[stream.Name], constant))); // [B·N, C]
            T h = ops.LayerNorm(x, modulation[4], modulation[3], width, MotBlock.Epsilon);
            h = MotBlock.Mlp(block, stream, h, config);
            result[i] = stream with { Value = ops.Add(x, ops.Multiply(h, modulation[5])) };
        }

        return result;
    }
}
