using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Records a network on shapes alone; free sizes are 1.</summary>
/// <param name="ops">Counts, and lists the parameters.</param>
internal sealed class ShapeBuilder(ShapeOps ops) : INetworkBuilder<TensorShape>
{
    /// <summary>Sizes of free axes by the number that stands for them; others are 1.</summary>
    public IReadOnlyDictionary<long, long> Free { get; init; } = new Dictionary<long, long>();

    public ITensorOps<TensorShape> Ops => ops;

    public TensorShape Input(string name, params ReadOnlySpan<long> shape)
    {
        long[] sizes = shape.ToArray();
        return new TensorShape(Array.ConvertAll(sizes, s => s >= 0 ? s : Free.GetValueOrDefault(s, 1)));
    }

    public TensorShape IndexInput(string name, params ReadOnlySpan<long> shape) => Input(name, shape);

    public void Output(string name, TensorShape value, params ReadOnlySpan<long> shape)
    {
        long[] stated = shape.ToArray();
        if (stated.Length != value.Sizes.Count || stated.Zip(value.Sizes).Any(s => s.First >= 0 && s.First != s.Second))
        {
            throw new ArgumentException($"The output {name} is {value}, not [{string.Join(", ", stated)}].", nameof(value));
        }
    }
}
