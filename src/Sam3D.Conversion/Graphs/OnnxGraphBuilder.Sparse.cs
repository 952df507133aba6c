using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>The operations of the sparse networks; all index work arrives as graph inputs.</content>
public sealed partial class OnnxGraphBuilder
{
    private const int KernelCells = 27;

    // One product takes as many offsets as keep the gathered rows this narrow: wide enough to be worth a product, and for any number of
    // voxels a bounded multiple of their features.
    private const int GatheredWidth = 256;

    // The kernels of attention want heads of a multiple of 8 channels.
    private const int HeadAlignment = 8;

    // After the division by √(head channels) still so low that its exponential is 0, and a float16.
    private const float Forbidden = -10_000f;

    private readonly Dictionary<(GraphValue Neighbors, int Group), GraphValue[]> _neighborGroups = [];

    /// <inheritdoc/>
    public GraphValue Tanh(GraphValue x) => Emit("Tanh", [x]);

    /// <inheritdoc/>
    public GraphValue GatherRows(GraphValue x, GraphValue rows) => Move(x, value => Emit("Gather", [value, rows], "", Int("axis", 0)));

    /// <inheritdoc/>
    public GraphValue SumRows(GraphValue x, GraphValue rows, int width) =>
        Emit("ReduceSum", [GatherRows(AppendRow(x, new float[width]), rows), Integers(1)], "", Int("keepdims", 0));

    /// <inheritdoc/>
    /// <remarks>
    /// Gathers the rows of a group of offsets, multiplies, and lets the product add what the groups before made, so that memory is
    /// bounded by a few times the features, not by 27 times. Sums over the groups are float32 also where the products are not.
    /// </remarks>
    public GraphValue SubmanifoldConv(GraphValue x, GraphValue neighbors, GraphValue weight, GraphValue bias)
    {
        GraphTensor kernel = weight.Parameter ?? throw new ArgumentException("The weight of a convolution must be a parameter.", nameof(weight));
        if (kernel.Shape is not [_, 3, 3, 3, _])
        {
            throw new ArgumentException($"The weight of a sparse convolution is {Text(kernel.Shape)}, expected [Cout, 3, 3, 3, Cin].", nameof(weight));
        }

        int output = (int)kernel.Shape[0], input = (int)kernel.Shape[4];
        int group = 9 * input <= GatheredWidth ? 9 : 3 * input <= GatheredWidth ? 3 : 1;
        GraphValue[] rows = NeighborGroups(neighbors, group);
        GraphValue features = AppendRow(IsHalf ? Single(Half(x)) : x, new float[input]); // [M+1, Cin]
        var slices = new KernelSlices(kernel, KernelCells / group);

        // ONNX Runtime searches its order from the outputs, and of a node's inputs enters the one that was recorded last first. So all gathers are recorded before
        // the sums: each is then executed just before it is added. In the order of use, all 27 would be in memory together.
        var parts = new GraphValue[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            GraphValue gathered = Reshape(GatherRows(features, rows[i]), -1, group * input); // [N, group·Cin]
            parts[i] = IsHalf ? Narrow("MatMul", gathered, new GraphValue(slices.Slice(i))) : gathered;
            WriteDeferred(parts[i]);
        }

        GraphValue sum = bias;
        for (int i = 0; i < rows.Length; i++)
        {
            sum = IsHalf ? Add(parts[i], sum) : Emit("Gemm", [parts[i], new GraphValue(slices.Slice(i)), sum]); // [N, Cout]
        }

        return sum;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Windows are a batch, filled up to the fullest. A mask would make the attention operator write all scores out, so the filling is
    /// kept out by an extra channel instead: 1 in every query, 0 in every key, and far below 0 in the key that fills up.
    /// </remarks>
    public GraphValue WindowAttention(
        GraphValue q, GraphValue k, GraphValue v, GraphValue windows, GraphValue places, int heads, int width)
    {
        int dim = width / heads, extra = HeadAlignment - (dim % HeadAlignment), wide = dim + extra;
        float[] filling = new float[heads * wide];
        for (int head = 0; head < heads; head++)
        {
            filling[(head * wide) + dim] = Forbidden;
        }

        if (IsHalf && !Float32Attention)
        {
            (q, k, v) = (Single(Half(q)), Single(Half(k)), Single(Half(v)));
        }

        GraphValue query = AppendRow(WidenHeads(q, heads, dim, extra, 1f), new float[heads * wide]); // [N+1, heads·wide]
        GraphValue key = AppendRow(WidenHeads(k, heads, dim, extra, 0f), filling);
        GraphValue value = AppendRow(v, new float[width]); // [N+1, C]
        GraphValue attended = FusedAttention(
            GatherRows(query, windows),
            GatherRows(key, windows),
            GatherRows(value, windows),
            bias: null,
            Int("num_heads", heads),
            Float("scale", 1f / MathF.Sqrt(dim))); // [W, L, C]
        return GatherRows(Reshape(attended, -1, width), places); // [N, C]
    }

    /// <summary>Channels at the end of each head, all of one value: [N, heads·dim] to [N, heads·(dim + extra)].</summary>
    private GraphValue WidenHeads(GraphValue x, int heads, int dim, int extra, float value)
    {
        GraphValue split = Reshape(x, 0, heads, dim);
        GraphValue wide = Move(split, h => Emit("Pad", [h, Integers(0, 0, 0, 0, 0, extra), h == split ? Scalar(value) : Half(Scalar(value))]));
        return Reshape(wide, 0, heads * (dim + extra));
    }

    private GraphValue Scalar(float value) => Constant([value]);

    private GraphValue AppendRow(GraphValue x, float[] row) => Concat(0, x, Constant(row, 1, row.Length));

    /// <summary>[N, 27] cut into [N, group] along the offsets, once a map.</summary>
    private GraphValue[] NeighborGroups(GraphValue neighbors, int group)
    {
        if (!_neighborGroups.TryGetValue((neighbors, group), out GraphValue[]? parts))
        {
            long[] sizes = new long[KernelCells / group];
            Array.Fill(sizes, group);
            parts = Split(neighbors, 1, sizes);
            _neighborGroups.Add((neighbors, group), parts);
        }

        return parts;
    }

    /// <summary>
    /// A kernel [Cout, 27, Cin] as one matrix [offsets·Cin, Cout] a group of offsets. The kernel is read at the first slice and dropped after
    /// the last, so that it is read once and only while it is written.
    /// </summary>
    private sealed class KernelSlices(GraphTensor kernel, int count)
    {
        private float[]? _values;
        private int _read;

        public GraphTensor Slice(int index)
        {
            int output = (int)kernel.Shape[0], rows = (int)(kernel.Shape[4] * KernelCells / count);
            return kernel with
            {
                Name = $"{kernel.Name}.{index}of{count}",
                Shape = [rows, output],
                Read = () => Read(index, output, rows),
                Transpose = true,
            };
        }

        private float[] Read(int index, int output, int rows)
        {
            float[] values = _values ??= kernel.Read();
            float[] slice = new float[output * rows]; // [Cout, rows]
            for (int c = 0; c < output; c++)
            {
                values.AsSpan((((c * count) + index) * rows), rows).CopyTo(slice.AsSpan(c * rows));
            }

            if (++_read == count)
            {
                (_values, _read) = (null, 0);
            }

            return slice;
        }
    }
}
