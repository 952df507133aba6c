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
                or "BiasGelu" or "FastGelu" or "Gelu" or "BatchNormalization" or "RotaryEmbedding" or "Clip" or "Log":
                return [Like(node, Input(node, 0).Sizes)];
            case "Not" or "IsNaN" or "IsInf": return [Like(node, Input(node, 0).Sizes, ElementBytes(Bool))];
            case "Add" or "Sub" or "Mul" or "Div": return [Like(node, Broadcast(node, Input(node, 0).Sizes, Input(node, 1).Sizes))];
            case "Equal" or "Or": return [Like(node, Broadcast(node, Input(node, 0).Sizes, Input(node, 1).Sizes), ElementBytes(Bool))];
            case "Where":
                Dim[] chosen = Broadcast(node, Input(node, 0).Sizes, Broadcast(node, Input(node, 1).Sizes, Input(node, 2).Sizes));
                return [Like(node, chosen, Input(node, 2).ElementBytes)];
            case "Cast": return [Like(node, Input(node, 0).Sizes, ElementBytes((int)Integer(node, "to", 0)))];
            case "MatMul": return [Like(node, MatMul(node))];
            case "Gemm": return [Like(node, Gemm(node))];
            case "MatMulNBits": return [Like(node, [.. Input(node, 0).Sizes.SkipLast(1), Dim.Fixed(Integer(node, "N", -1))])];
            case "MultiHeadAttention":
                // Values that are cut into heads have four axes, [B, heads, L, channels of a head].
                Dim[] values = Input(node, 2).Sizes;
                Dim channels = values.Length == 4 ? Dim.Computed(checked(values[1].Size * values[3].Size), values[1], values[3]) : values[^1];
                return [Like(node, [.. Input(node, 0).Sizes.SkipLast(1), channels])];
            case "Conv": return [Like(node, Conv(node))];
            case "ConvTranspose": return [Like(node, ConvTranspose(node))];
            case "MaxPool": return [Like(node, MaxPool(node))];
            case "ReduceSum" or "ReduceMin": return [Like(node, Reduce(node))];
            case "Reshape": return [Like(node, Reshape(node)) with { Values = Input(node, 0).Values }];
            case "Transpose": return [Like(node, Transpose(node))];
            case "Expand": return [Like(node, Broadcast(node, Input(node, 0).Sizes, Dims(node, 1)))];
            case "Concat": return [Concat(node)];
            case "Slice": return [Like(node, Slice(node))];
            case "Gather": return [Like(node, Gather(node))];
            case "Pad": return [Like(node, Pad(node))];
            case "Shape": return [Shape(node)];
            default: throw new InvalidDataException($"the operator {Describe(node)} is not known");
        }
    }

    /// <summary>A result of given sizes, with the elements of the first input where nothing else is said.</summary>
    private ShapedTensor Like(NodeProto node, Dim[] sizes, int? elementBytes = null) =>
        new(sizes, elementBytes ?? Input(node, 0).ElementBytes, node.Input.Where(n => n.Length > 0).All(n => this[n].IsConstant));

    private static Dim[] Broadcast(NodeProto node, Dim[] a, Dim[] b)
    {
        var sizes = new Dim[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            Dim x = i <= a.Length ? a[^i] : Dim.Fixed(1), y = i <= b.Length ? b[^i] : Dim.Fixed(1);
            if (x.Size != y.Size && x.Size != 1 && y.Size != 1)
            {
                throw Mismatch(node);
            }

            sizes[^i] = x == Dim.Fixed(1) || x == y ? y : y == Dim.Fixed(1) ? x
                : x is { IsFixed: true, Size: > 1 } ? x : y is { IsFixed: true, Size: > 1 } ? y
                : new Dim(x.Size == 1 ? y.Size : x.Size, null);
        }

        return sizes;
    }

    private Dim[] MatMul(NodeProto node)
    {
        Dim[] a = Input(node, 0).Sizes, b = Input(node, 1).Sizes;
        return a.Length >= 2 && b.Length >= 2 && a[^1].Size == b[^2].Size
            ? [.. Broadcast(node, a[..^2], b[..^2]), a[^2], b[^1]]
            : throw Mismatch(node);
    }

    private Dim[] Gemm(NodeProto node)
    {
        Dim[] a = Input(node, 0).Sizes, b = Input(node, 1).Sizes;
        if (Integer(node, "transA", 0) != 0 || Integer(node, "transB", 0) != 0)
        {
            throw new InvalidDataException($"{Describe(node)} with a transposed side is not known");
        }

        return a is [Dim rows, Dim inner] && b is [Dim other, Dim columns] && inner.Size == other.Size ? [rows, columns] : throw Mismatch(node);
    }

    private Dim[] Conv(NodeProto node)
    {
        Dim[] x = Input(node, 0).Sizes, weight = Input(node, 1).Sizes;
        int axes = Math.Max(0, x.Length - 2);
        long[] strides = IntegerList(node, "strides", Filled(axes, 1)), pads = IntegerList(node, "pads", Filled(2 * axes, 0));
        long[] dilations = IntegerList(node, "dilations", Filled(axes, 1));
        if (axes < 1 || weight.Length != x.Length || strides.Length != axes || pads.Length != 2 * axes || strides.Any(s => s < 1) || dilations.Any(d => d != 1)
            || node.Attribute.Any(a => a.Name == "auto_pad"))
        {
            throw Mismatch(node);
        }

        Dim[] sizes = [x[0], weight[0], .. x[2..]];
        for (int i = 0; i < axes; i++)
        {
            long room = checked(x[i + 2].Size + pads[i] + pads[i + axes] - weight[i + 2].Size);
            sizes[i + 2] = Dim.Computed((room / strides[i]) + 1, x[i + 2]);
        }

        return sizes;
    }

    private Dim[] ConvTranspose(NodeProto node)
    {
        Dim[] x = Input(node, 0).Sizes, weight = Input(node, 1).Sizes;
        int axes = Math.Max(0, x.Length - 2);
        long[] strides = IntegerList(node, "strides", Filled(axes, 1));
        if (axes < 1 || weight.Length != x.Length || strides.Length != axes
            || node.Attribute.Any(a => a.Name is "pads" or "output_padding" or "output_shape" or "dilations" or "group" or "auto_pad"))
        {
            throw Mismatch(node);
        }

        Dim[] sizes = [x[0], weight[1], .. x[2..]];
        for (int i = 0; i < axes; i++)
        {
            sizes[i + 2] = Dim.Computed(checked(((x[i + 2].Size - 1) * strides[i]) + weight[i + 2].Size), x[i + 2]);
        }

        return sizes;
    }

    private Dim[] MaxPool(NodeProto node)
    {
        Dim[] sizes = [.. Input(node, 0).Sizes];
        long[] kernel = IntegerList(node, "kernel_shape", []), strides = IntegerList(node, "strides", Filled(kernel.Length, 1));
        if (kernel.Length != sizes.Length - 2 || strides.Length != kernel.Length || strides.Any(s => s < 1)
            || node.Attribute.Any(a => a.Name is "pads" or "auto_pad" or "dilations" or "ceil_mode"))
        {
            throw Mismatch(node);
        }

        for (int i = 0; i < kernel.Length; i++)
        {
            sizes[i + 2] = Dim.Computed(((sizes[i + 2].Size - kernel[i]) / strides[i]) + 1, sizes[i + 2]);
        }

        return sizes;
    }

    private Dim[] Reduce(NodeProto node)
    {
        Dim[] sizes = Input(node, 0).Sizes;
        HashSet<int> axes = [.. Values(node, 1).Select(a => Axis(node, a, sizes.Length))];
        return Integer(node, "keepdims", 1) != 0
            ? [.. sizes.Select((s, i) => axes.Contains(i) ? Dim.Fixed(1) : s)]
            : [.. sizes.Where((_, i) => !axes.Contains(i))];
    }

    private Dim[] Reshape(NodeProto node)
    {
        ShapedTensor x = Input(node, 0);
        Dim[] shape = [.. Dims(node, 1)];
        int free = -1;
        long known = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = shape[i].Size != 0 ? shape[i] : i < x.Sizes.Length ? x.Sizes[i] : throw Mismatch(node);
            if (shape[i].Size == -1)
            {
                free = free < 0 ? i : throw Mismatch(node);
            }
            else
            {
                known = checked(known * shape[i].Size);
            }
        }

        if (free >= 0)
        {
            shape[free] = Dim.Computed(known != 0 ? x.Count / known : 0, [.. x.Sizes, .. shape[..free], .. shape[(free + 1)..]]);
        }

        return shape.Aggregate(1L, (product, dim) => checked(product * dim.Size)) == x.Count ? shape : throw Mismatch(node);
    }

    private Dim[] Transpose(NodeProto node)
    {
        Dim[] sizes = Input(node, 0).Sizes;
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
        Dim[] sizes = [.. parts[0].Sizes], joined = [.. parts.Select(p => p.Sizes[axis])];
        sizes[axis] = Dim.Computed(joined.Aggregate(0L, (sum, dim) => checked(sum + dim.Size)), joined);
        bool hasValues = parts.All(p => p.Values is not null) && sizes is [{ Size: <= MaxValues }];
        return Like(node, sizes) with { Values = hasValues ? [.. parts.SelectMany(p => p.Values!)] : null };
    }

    private ShapedTensor[] Split(NodeProto node)
    {
        Dim[] sizes = Input(node, 0).Sizes, parts = Dims(node, 1);
        int axis = Axis(node, Integer(node, "axis", 0), sizes.Length);
        return parts.All(p => p.Size >= 0) && parts.Sum(p => p.Size) == sizes[axis].Size
            ? [.. parts.Select(p => Like(node, [.. sizes[..axis], p, .. sizes[(axis + 1)..]]))]
            : throw Mismatch(node);
    }

    private Dim[] Slice(NodeProto node)
    {
        Dim[] sizes = [.. Input(node, 0).Sizes];
        (long[] starts, long[] ends, long[] axes) = (Values(node, 1), Values(node, 2), Values(node, 3));
        if (starts.Length != axes.Length || ends.Length != axes.Length || node.Input.Count > 4)
        {
            throw Mismatch(node);
        }

        for (int i = 0; i < axes.Length; i++)
        {
            int axis = Axis(node, axes[i], sizes.Length);
            long size = sizes[axis].Size, start = Math.Clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
            long end = Math.Clamp(ends[i] < 0 ? ends[i] + size : ends[i], 0, size);
            sizes[axis] = Dim.Computed(Math.Max(0, end - start), sizes[axis]);
        }

        return sizes;
    }

    private Dim[] Gather(NodeProto node)
    {
        Dim[] sizes = Input(node, 0).Sizes;
        int axis = Axis(node, Integer(node, "axis", 0), sizes.Length);
        return [.. sizes[..axis], .. Input(node, 1).Sizes, .. sizes[(axis + 1)..]];
    }

    private Dim[] Pad(NodeProto node)
    {
        Dim[] sizes = [.. Input(node, 0).Sizes];
        long[] pads = Values(node, 1);
        if (pads.Length != 2 * sizes.Length || node.Input.Count > 3)
        {
            throw Mismatch(node);
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            long added = checked(pads[i] + pads[i + sizes.Length]);
            sizes[i] = added == 0 ? sizes[i] : Dim.Computed(checked(sizes[i].Size + added), sizes[i]);
        }

        return sizes;
    }

    private ShapedTensor Shape(NodeProto node)
    {
        ShapedTensor x = Input(node, 0);
        int rank = x.Sizes.Length;
        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + rank : at, 0, rank);
        int start = Bound(Integer(node, "start", 0)), end = Math.Max(start, Bound(Integer(node, "end", rank)));
        Dim[] sizes = x.Sizes[start..end];
        return new ShapedTensor([Dim.Fixed(sizes.Length)], ElementBytes(Int64), x.IsConstant) { Values = sizes };
    }

    private static long[] Filled(int count, long value)
    {
        long[] values = new long[count];
        Array.Fill(values, value);
        return values;
    }
}
