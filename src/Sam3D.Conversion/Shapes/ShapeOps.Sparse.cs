using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>Operations on voxels.</content>
internal sealed partial class ShapeOps
{
    public TensorShape Tanh(TensorShape x) => x;

    public TensorShape GatherRows(TensorShape x, TensorShape rows) => Like([.. rows.Sizes, .. x.Sizes.Skip(1)], x, rows);

    public TensorShape SumRows(TensorShape x, TensorShape rows, int width)
    {
        Require(x.Sizes.Count == 2 && x.Sizes[1] == width && rows.Sizes.Count == 2, $"{x} has no rows of {width} for {rows}");
        return Like([rows.Sizes[0], width], x, rows);
    }

    /// <summary>Counted over all 27 offsets, as runtimes compute the neighbours that are missing too.</summary>
    public TensorShape SubmanifoldConv(TensorShape x, TensorShape neighbors, TensorShape weight, TensorShape bias, int parts)
    {
        (long output, long cells, long input) = (weight.Sizes[0], Product(weight.Sizes.Skip(1).Take(3)), weight.Sizes[4]);
        Require(x.Sizes[^1] == input && neighbors.Sizes[^1] == cells, $"{x} with neighbours {neighbors} does not fit the weight {weight}");
        return Multiply(x, weight, 1, neighbors.Sizes[0], cells * input, output, [neighbors.Sizes[0], output]);
    }

    /// <summary>Counted as it is computed: 8 parents a child.</summary>
    public TensorShape SubdividedConv(TensorShape x, TensorShape neighbors, TensorShape weight, TensorShape bias, int parts)
    {
        (long output, long cells, long input) = (weight.Sizes[0], Product(weight.Sizes.Skip(1).Take(3)), weight.Sizes[4]);
        Require(x.Sizes.SequenceEqual([neighbors.Sizes[0], input]) && neighbors.Sizes[^1] == cells, $"{x} with neighbours {neighbors} does not fit the weight {weight}");
        long children = SubdividedKernel.Children * x.Sizes[0];
        return Multiply(x, weight, 1, children, SubdividedKernel.Children * input, output, [children, output]);
    }

    /// <summary>Counted over full windows, as runtimes compute their empty places too.</summary>
    public TensorShape WindowAttention(
        TensorShape q, TensorShape k, TensorShape v, TensorShape lengths, int heads, int width)
    {
        Require(
            width % heads == 0 && q.Sizes[^1] == width && q.Sizes.SequenceEqual(k.Sizes) && q.Sizes.SequenceEqual(v.Sizes),
            $"{q}, {k} and {v} do not fit each other and {heads} heads");
        Require(q.Sizes.Count == 3 && lengths.Sizes.SequenceEqual(q.Sizes.Take(1)), $"{lengths} are no lengths of {q}");
        (long count, long length) = (q.Sizes[0], q.Sizes[1]);
        TensorShape scores = Multiply(q, k, count * heads, length, width / heads, length, [count, heads, length, length]);
        return Multiply(scores, v, count * heads, length, length, width / heads, q.Sizes);
    }
}
