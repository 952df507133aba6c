using System.Numerics.Tensors;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <content>The operations of the sparse networks; all index work arrives as graph inputs.</content>
public sealed partial class OnnxGraphBuilder
{
    private const int KernelCells = 27;

    // One product takes as many offsets as keep the gathered rows this narrow: wide enough to be worth a product, and for any number of
    // voxels a bounded multiple of their features. Those of a part may be wider.
    private const int GatheredWidth = 256, GatheredWidthOfParts = 2600;

    private readonly Dictionary<(GraphValue Neighbors, int Parts), GraphValue[]> _neighborParts = [];
    private readonly Dictionary<(GraphValue Neighbors, int Group, int Parts), GraphValue[][]> _neighborGroups = [];

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
    public GraphValue SubmanifoldConv(GraphValue x, GraphValue neighbors, GraphValue weight, GraphValue bias, int parts)
    {
        GraphTensor kernel = Kernel(weight);
        int group = GroupOf(kernel, parts, 27, 9, 3);
        var slices = new KernelSlices(kernel, [.. Enumerable.Range(0, KernelCells).Select(k => (int[])[k]).Chunk(group)]);
        GraphValue[][] rows = NeighborGroups(neighbors, group, parts);
        GraphValue features = Features(x, kernel);
        GraphValue[] made = [.. rows.Select(part => SumOfProducts(features, part, kernel, slices, 0, group, bias))];
        return parts == 1 ? made[0] : Concat(0, made);
    }

    /// <inheritdoc/>
    /// <remarks>As above, child by child, with the weights that lead to one parent summed up when the graph is written.</remarks>
    public GraphValue SubdividedConv(GraphValue x, GraphValue neighbors, GraphValue weight, GraphValue bias, int parts)
    {
        const int Children = SubdividedKernel.Children;
        GraphTensor kernel = Kernel(weight);
        int group = GroupOf(kernel, parts, 8, 4, 2), groups = Children / group;
        var slices = new KernelSlices(kernel, [.. SubdividedKernel.Parents.SelectMany(parents => parents.Select(p => p.Offsets).Chunk(group))]);
        GraphValue features = Features(x, kernel);
        var made = new GraphValue[parts];
        for (int part = 0; part < parts; part++)
        {
            GraphValue near = NeighborParts(neighbors, parts)[part]; // [1, M / parts, 27]
            var children = new GraphValue[Children];
            for (int child = 0; child < Children; child++)
            {
                GraphValue[] rows = [.. SubdividedKernel.Parents[child].Select(p => (long)p.Parent).Chunk(group).Select(columns => Gather(near, 2, columns))];
                children[child] = SumOfProducts(features, rows, kernel, slices, child * groups, group, bias); // [M / parts, Cout]
            }

            made[part] = Reshape(Concat(1, children), -1, kernel.Shape[0]); // [8·M / parts, Cout]
        }

        return parts == 1 ? made[0] : Concat(0, made);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// With a mask the operator writes the scores of one group of windows out; they are as small as its windows. A mask of lengths is the one that it has kernels for on every
    /// device.
    /// </remarks>
    public GraphValue WindowAttention(GraphValue q, GraphValue k, GraphValue v, GraphValue lengths, int heads, int width) =>
        FusedAttention(q, k, v, lengths, bias: null, Int("num_heads", heads)); // [W, L, C]

    private GraphValue AppendRow(GraphValue x, float[] row) => Concat(0, x, Constant(row, 1, row.Length));

    private static GraphTensor Kernel(GraphValue weight)
    {
        GraphTensor kernel = weight.Parameter ?? throw new ArgumentException("The weight of a convolution must be a parameter.", nameof(weight));
        return kernel.Shape is [_, 3, 3, 3, _]
            ? kernel
            : throw new ArgumentException($"The weight of a sparse convolution is {Text(kernel.Shape)}, expected [Cout, 3, 3, 3, Cin].", nameof(weight));
    }

    /// <summary>The first of some numbers of offsets whose rows side by side are not too wide, else 1.</summary>
    private static int GroupOf(GraphTensor kernel, int parts, params ReadOnlySpan<int> counts)
    {
        long widest = (parts == 1 ? GatheredWidth : GatheredWidthOfParts) / kernel.Shape[4];
        foreach (int count in counts)
        {
            if (count <= widest)
            {
                return count;
            }
        }

        return 1;
    }

    /// <summary>Features with a row of zeros behind them, for "none": [M+1, Cin].</summary>
    private GraphValue Features(GraphValue x, GraphTensor kernel) => AppendRow(IsHalf ? Single(Half(x)) : x, new float[kernel.Shape[4]]);

    /// <summary>bias + Σ gathered rows · slice of the kernel, over the slices from <paramref name="first"/> on.</summary>
    /// <remarks>
    /// Each product takes the sum of those before it, so the graph itself fixes the order of the additions, and no runtime can change the result. When the rows are gathered is up to the
    /// runtime, and a matter of memory alone. ONNX Runtime searches its order from the outputs, and of a node's inputs enters the one that was recorded last first. So all gathers are recorded
    /// before the sums: each is then executed just before it is added. Recorded in the order of use, all of one part would be in memory together: up to 27 times its rows.
    /// </remarks>
    private GraphValue SumOfProducts(GraphValue features, GraphValue[] rows, GraphTensor kernel, KernelSlices slices, int first, int group, GraphValue bias)
    {
        var parts = new GraphValue[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            GraphValue gathered = Reshape(GatherRows(features, rows[i]), -1, group * kernel.Shape[4]); // [N, group·Cin]
            parts[i] = IsHalf ? Narrow("MatMul", gathered, new GraphValue(slices.Slice(first + i))) : gathered;
            WriteDeferred(parts[i]);
        }

        GraphValue sum = bias;
        for (int i = 0; i < rows.Length; i++)
        {
            sum = IsHalf ? Add(parts[i], sum) : Emit("Gemm", [parts[i], new GraphValue(slices.Slice(first + i)), sum]); // [N, Cout]
        }

        return sum;
    }

    /// <summary>[N, 27] cut into equal parts [1, N / parts, 27], once a map.</summary>
    private GraphValue[] NeighborParts(GraphValue neighbors, int parts)
    {
        if (!_neighborParts.TryGetValue((neighbors, parts), out GraphValue[]? cut))
        {
            long[] sizes = new long[parts];
            Array.Fill(sizes, 1);
            GraphValue whole = Reshape(neighbors, parts, -1, KernelCells);
            cut = parts == 1 ? [whole] : Split(whole, 0, sizes);
            _neighborParts.Add((neighbors, parts), cut);
        }

        return cut;
    }

    /// <summary>The parts cut into [1, N / parts, group] along the offsets, once a map.</summary>
    private GraphValue[][] NeighborGroups(GraphValue neighbors, int group, int parts)
    {
        if (!_neighborGroups.TryGetValue((neighbors, group, parts), out GraphValue[][]? groups))
        {
            long[] sizes = new long[KernelCells / group];
            Array.Fill(sizes, group);
            groups = [.. NeighborParts(neighbors, parts).Select(part => Split(part, 2, sizes))];
            _neighborGroups.Add((neighbors, group, parts), groups);
        }

        return groups;
    }

    /// <summary>
    /// A kernel [Cout, 27, Cin] as matrices [rows·Cin, Cout], each row block the sum of some offsets. The kernel is read at the first slice and dropped after
    /// the last, so that it is read once and only while it is written.
    /// </summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="slices">For each matrix the row blocks, and for each of these the offsets.</param>
    private sealed class KernelSlices(GraphTensor kernel, int[][][] slices)
    {
        private float[]? _values;
        private int _read;

        public GraphTensor Slice(int index)
        {
            int output = (int)kernel.Shape[0], input = (int)kernel.Shape[4];
            return kernel with
            {
                Name = $"{kernel.Name}.{index}of{slices.Length}",
                Shape = [slices[index].Length * input, output],
                Read = () => Read(slices[index], output, input),
                Transpose = true,
            };
        }

        private float[] Read(int[][] blocks, int output, int input)
        {
            float[] values = _values ??= kernel.Read();
            float[] slice = new float[output * blocks.Length * input]; // [Cout, blocks, Cin]
            for (int i = 0; i < output * blocks.Length; i++)
            {
                Span<float> block = slice.AsSpan(i * input, input);
                foreach (int offset in blocks[i % blocks.Length])
                {
                    TensorPrimitives.Add(block, values.AsSpan((((i / blocks.Length) * KernelCells) + offset) * input, input), block);
                }
            }

            if (++_read == slices.Length)
            {
                (_values, _read) = (null, 0);
            }

            return slice;
        }
    }
}
