using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Executes the networks on shapes alone and counts the multiply-adds of their matrix products and convolutions. Norms, activations,
/// softmax and other element-wise work are not counted, and neither is what depends on parameters and constants alone.
/// </summary>
internal sealed partial class ShapeOps
{
    private readonly Dictionary<string, IReadOnlyList<long>> _parameters = new(StringComparer.Ordinal);
    private readonly List<MatrixProduct> _products = [];
    private readonly List<Convolution> _convolutions = [];

    /// <summary>The parameters that the network asked for, by official name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Parameters => _parameters;

    /// <summary>Matrix products in the order of execution; an attention is two.</summary>
    public IReadOnlyList<MatrixProduct> Products => _products;

    /// <summary>Convolutions in the order of execution.</summary>
    public IReadOnlyList<Convolution> Convolutions => _convolutions;

    /// <summary>Elements of all parameters.</summary>
    public long ParameterCount => _parameters.Values.Sum(shape => new TensorShape(shape).Count);

    /// <summary>Multiply-adds of all products and convolutions; two floating-point operations each.</summary>
    public long MultiplyAdds => _products.Sum(p => p.MultiplyAdds) + _convolutions.Sum(c => c.MultiplyAdds);

    private static TensorShape Like(IReadOnlyList<long> sizes, params ReadOnlySpan<TensorShape?> inputs)
    {
        bool isConstant = true;
        foreach (TensorShape? input in inputs)
        {
            isConstant &= input?.IsConstant ?? true;
        }

        return new TensorShape(sizes, isConstant);
    }

    private static TensorShape Broadcast(TensorShape a, TensorShape b) => Like(Broadcast(a.Sizes, b.Sizes), a, b);

    private static long[] Broadcast(IReadOnlyList<long> a, IReadOnlyList<long> b)
    {
        long[] sizes = new long[Math.Max(a.Count, b.Count)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            long x = i <= a.Count ? a[^i] : 1, y = i <= b.Count ? b[^i] : 1;
            sizes[^i] = x == y || y == 1 ? x : x == 1 ? y : throw Mismatch($"[{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not broadcast");
        }

        return sizes;
    }

    private TensorShape Multiply(TensorShape a, TensorShape b, long batch, long rows, long inner, long columns, IReadOnlyList<long> sizes)
    {
        TensorShape result = Like(sizes, a, b);
        if (!result.IsConstant)
        {
            _products.Add(new MatrixProduct(batch, rows, inner, columns, a.IsConstant || b.IsConstant));
        }

        return result;
    }

    private TensorShape Convolve(TensorShape x, TensorShape weight, int stride, int padding)
    {
        Require(x.Sizes.Count == weight.Sizes.Count && x.Sizes[1] == weight.Sizes[1], $"{x} cannot be convolved with {weight}");
        long[] sizes =
        [
            x.Sizes[0], weight.Sizes[0], .. x.Sizes.Zip(weight.Sizes).Skip(2).Select(p => ((p.First + (2 * padding) - p.Second) / stride) + 1),
        ];
        long cells = sizes[0] * Product(sizes.Skip(2));
        _convolutions.Add(new Convolution(cells, weight.Sizes[1], weight.Sizes[0], Product(weight.Sizes.Skip(2))));
        return Like(sizes, x, weight);
    }

    private static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (a, b) => checked(a * b));

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw Mismatch(message);
        }
    }

    private static ArgumentException Mismatch(string message) => new($"{message}.");
}
