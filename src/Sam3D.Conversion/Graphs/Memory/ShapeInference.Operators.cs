using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <content>The operators of <see cref="OnnxGraphBuilder"/>.</content>
internal sealed partial class ShapeInference
{
    private IReadOnlyList<ShapedTensor> Infer(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Split": return Split(node);
            case "Identity" or "Sigmoid" or "Tanh" or "Cos" or "Sin" or "Relu" or "LayerNormalization" or "SimplifiedLayerNormalization" or "InstanceNormalization"
                or "BiasGelu" or "FastGelu":
                return [Like(node, Input(node, 0).Sizes)];
            case "Not" or "IsNaN" or "IsInf": return [Like(node, Input(node, 0).Sizes, ElementBytes(Bool))];
            case "Add" or "Sub" or "Mul" or "Div": return [Like(node, Broadcast(node, Input(node, 0).Sizes, Input(node, 1).Sizes))];
            case "Or": return [Like(node, Broadcast(node, Input(node, 0).Sizes, Input(node, 1).Sizes), ElementBytes(Bool))];
            case "Where":
                long[] chosen = Broadcast(node, Input(node, 0).Sizes, Broadcast(node, Input(node, 1).Sizes, Input(node, 2).Sizes));
                return [Like(node, chosen, Input(node, 2).ElementBytes)];
            case "Cast": return [Like(node, Input(node, 0).Sizes, ElementBytes((int)Integer(node, "to", 0)))];
            case "MatMul": return [Like(node, MatMul(node))];
            case "Gemm": return [Like(node, Gemm(node))];
            case "MatMulNBits": return [Like(node, [.. Input(node, 0).Sizes.SkipLast(1), Integer(node, "N", -1)])];
            case "MultiHeadAttention":
                return [Like(node, [.. Input(node, 0).Sizes.SkipLast(1), .. Input(node, 2).Sizes.TakeLast(1)])];
            case "Conv": return [Like(node, Conv(node))];
            case "ConvTranspose": return [Like(node, ConvTranspose(node))];
            case "ReduceSum" or "ReduceMin": return [Like(node, Reduce(node))];
            case "Reshape": return [Like(node, Reshape(node)) with { Values = Input(node, 0).Values }];
            case "Transpose": return [Like(node, Transpose(node))];
            case "Expand": return [Like(node, Broadcast(node, Input(node, 0).Sizes, Values(node, 1)))];
            case "Concat": return [Concat(node)];
            case "Slice": return [Like(node, Slice(node))];
            case "Gather": return [Like(node, Gather(node))];
            case "Pad": return [Like(node, Pad(node))];
            case "Shape": return [Shape(node)];
            default: throw new InvalidDataException($"the operator {Describe(node)} is not known");
        }
    }

    /// <summary>A result of given sizes, with the elements of the first input where nothing else is said.</summary>
    private ShapedTensor Like(NodeProto node, long[] sizes, int? elementBytes = null) =>
        new(sizes, elementBytes ?? Input(node, 0).ElementBytes, node.Input.Where(n => n.Length > 0).All(n => this[n].IsConstant));

    private static long[] Broadcast(NodeProto node, long[] a, long[] b)
    {
        long[] sizes = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            long x = i <= a.Length ? a[^i] : 1, y = i <= b.Length ? b[^i] : 1;
            sizes[^i] = x == y || y == 1 ? x : x == 1 ? y : throw Mismatch(node);
        }

        return sizes;
    }

    private long[] MatMul(NodeProto node)
    {
        long[] a = Input(node, 0).Sizes, b = Input(node, 1).Sizes;
        return a.Length >= 2 && b.Length >= 2 && a[^1] == b[^2] ? [.. Broadcast(node, a[..^2], b[..^2]), a[^2], b[^1]] : throw Mismatch(node);
    }

    private long[] Gemm(NodeProto node)
    {
        long[] a = Input(node, 0).Sizes, b = Input(node, 1).Sizes;
        if (Integer(node, "transA", 0) != 0 || Integer(node, "transB", 0) != 0)
        {
            throw new InvalidDataException($"{Describe(node)} with a transposed side is not known");
        }

        return a is [long rows, long inner] && b is [long other, long columns] && inner == other ? [rows, columns] : throw Mismatch(node);
    }

    private long[] Conv(NodeProto node)
    {
        long[] x = Input(node, 0).Sizes, weight = Input(node, 1).Sizes;
        int axes = x.Length - 2;
        long[] strides = IntegerList(node, "strides", Filled(axes, 1)), pads = IntegerList(node, "pads", Filled(2 * axes, 0));
        long[] dilations = IntegerList(node, "dilations", Filled(axes, 1));
        if (axes < 1 || weight.Length != x.Length || strides.Length != axes || pads.Length != 2 * axes || strides.Any(s => s < 1) || dilations.Any(d => d != 1)
            || node.Attribute.Any(a => a.Name == "auto_pad"))
        {
            throw Mismatch(node);
        }

        long[] sizes = [x[0], weight[0], .. x[2..]];
        for (int i = 0; i < axes; i++)
        {
            sizes[i + 2] = (checked(x[i + 2] + pads[i] + pads[i + axes] - weight[i + 2]) / strides[i]) + 1;
        }

        return sizes;
    }

    private long[] ConvTranspose(NodeProto node)
    {
        long[] x = Input(node, 0).Sizes, weight = Input(node, 1).Sizes;
        int axes = x.Length - 2;
        long[] strides = IntegerList(node, "strides", Filled(Math.Max(axes, 0), 1));
        if (axes < 1 || weight.Length != x.Length || strides.Length != axes || node.Attribute.Any(a => a.Name is "pads" or "output_padding" or "output_shape" or "dilations" or "group" or "auto_pad"))
        {
            throw Mismatch(node);
        }

        long[] sizes = [x[0], weight[1], .. x[2..]];
        for (int i = 0; i < axes; i++)
        {
            sizes[i + 2] = checked(((x[i + 2] - 1) * strides[i]) + weight[i + 2]);
        }

        return sizes;
    }

    private long[] Reduce(NodeProto node)
    {
        long[] sizes = Input(node, 0).Sizes;
        HashSet<int> axes = [.. Values(node, 1).Select(a => Axis(node, a, sizes.Length))];
        return Integer(node, "keepdims", 1) != 0
            ? [.. sizes.Select((s, i) => axes.Contains(i) ? 1 : s)]
            : [.. sizes.Where((_, i) => !axes.Contains(i))];
    }

    private long[] Reshape(NodeProto node)
    {
        ShapedTensor x = Input(node, 0);
        long[] shape = [.. Values(node, 1)];
        int free = -1;
        long known = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = shape[i] != 0 ? shape[i] : i < x.Sizes.Length ? x.Sizes[i] : throw Mismatch(node);
            if (shape[i] == -1)
            {
                free = free < 0 ? i : throw Mismatch(node);
            }
            else
            {
                known = checked(known * shape[i]);
            }
        }

        if (free >= 0)
        {
            shape[free] = known != 0 ? x.Count / known : 0;
        }

        return shape.Aggregate(1L, (a, b) => checked(a * b)) == x.Count ? shape : throw Mismatch(node);
    }

    private long[] Transpose(NodeProto node)
    {
        long[] sizes = Input(node, 0).Sizes;
        long[] axes = IntegerList(node, "perm", [.. Enumerable.Range(0, sizes.Length).Reverse().Select(i => (long)i)]);
        return axes.Length == sizes.Length && axes.Order().SequenceEqual(Enumerable.Range(0, sizes.Length).Select(i => (long)i))
            ? [.. axes.Select(a => sizes[a])]
            : throw Mismatch(node);
    }

    private ShapedTensor Concat(NodeProto node)
    {
        ShapedTensor[] parts = [.. node.Input.Select(n => this[n])];
        if (parts.Length == 0 || parts.Any(p => p.Sizes.Length != parts[0].Sizes.Length))
        {
            throw Mismatch(node);
        }

        int axis = Axis(node, Integer(node, "axis", 0), parts[0].Sizes.Length);
        long[] sizes = [.. parts[0].Sizes];
        sizes[axis] = parts.Aggregate(0L, (sum, p) => checked(sum + p.Sizes[axis]));
        bool hasValues = parts.All(p => p.Values is not null) && sizes is [<= MaxValues];
        return Like(node, sizes) with { Values = hasValues ? [.. parts.SelectMany(p => p.Values!)] : null };
    }

    private ShapedTensor[] Split(NodeProto node)
    {
        long[] sizes = Input(node, 0).Sizes, parts = Values(node, 1);
        int axis = Axis(node, Integer(node, "axis", 0), sizes.Length);
        return parts.All(p => p >= 0) && parts.Sum() == sizes[axis]
            ? [.. parts.Select(p => Like(node, [.. sizes[..axis], p, .. sizes[(axis + 1)..]]))]
            : throw Mismatch(node);
    }

    private long[] Slice(NodeProto node)
    {
        long[] sizes = [.. Input(node, 0).Sizes];
        (long[] starts, long[] ends, long[] axes) = (Values(node, 1), Values(node, 2), Values(node, 3));
        if (starts.Length != axes.Length || ends.Length != axes.Length || node.Input.Count > 4)
        {
            throw Mismatch(node);
        }

        for (int i = 0; i < axes.Length; i++)
        {
            int axis = Axis(node, axes[i], sizes.Length);
            long size = sizes[axis], start = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
            sizes[axis] = Math.Max(0, Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], 0, size) - start);
        }

        return sizes;
    }

    private long[] Gather(NodeProto node)
    {
        long[] sizes = Input(node, 0).Sizes;
        int axis = Axis(node, Integer(node, "axis", 0), sizes.Length);
        return [.. sizes[..axis], .. Input(node, 1).Sizes, .. sizes[(axis + 1)..]];
    }

    private long[] Pad(NodeProto node)
    {
        long[] sizes = [.. Input(node, 0).Sizes], pads = Values(node, 1);
        if (pads.Length != 2 * sizes.Length || node.Input.Count > 3)
        {
            throw Mismatch(node);
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = checked(sizes[i] + pads[i] + pads[i + sizes.Length]);
        }

        return sizes;
    }

    private ShapedTensor Shape(NodeProto node)
    {
        ShapedTensor x = Input(node, 0);
        int rank = x.Sizes.Length;
        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + rank : at, 0, rank);
        int start = Bound(Integer(node, "start", 0)), end = Math.Max(start, Bound(Integer(node, "end", rank)));
        long[] sizes = x.Sizes[start..end];
        return new ShapedTensor([sizes.Length], ElementBytes(Int64), x.IsConstant) { Values = sizes };
    }

    private static long[] Filled(int count, long value)
    {
        long[] values = new long[count];
        Array.Fill(values, value);
        return values;
    }
}
