using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Sam3D.Conversion;

/// <summary>
/// One file of a synthetic checkpoint that exists in no file: the names, shapes and element types of the released one, and random values that are made when they are read.
/// Serves to record and run networks at their released sizes without weights on disk. See <see cref="SyntheticCheckpoint.Open"/>.
/// </summary>
/// <remarks>The values depend on the seed and the tensor's name alone. Results of a network with them mean nothing.</remarks>
public sealed class SyntheticWeights : ICheckpoint
{
    private const int PartsAtOnce = 8;

    private readonly OrderedDictionary<string, SyntheticTensor> _tensors;

    internal SyntheticWeights(IEnumerable<SyntheticTensor> tensors)
    {
        _tensors = new OrderedDictionary<string, SyntheticTensor>(tensors.Select(t => KeyValuePair.Create(t.Tensor.Name, t)), StringComparer.Ordinal);
        Tensors = new OrderedDictionary<string, CheckpointTensor>(_tensors.Select(t => KeyValuePair.Create(t.Key, t.Value.Tensor)), StringComparer.Ordinal);
    }

    /// <summary>Random float32 weights for the parameters that any network asks for, scaled by their roles as those of a whole checkpoint are.</summary>
    /// <param name="network">The network, run on shapes.</param>
    /// <param name="seed">With a tensor's name, decides on its values.</param>
    internal static SyntheticWeights For(ShapeOps network, ulong seed) => new(network.Parameters.Select(p =>
    {
        (float mean, float deviation) = WeightRoles.Of(p.Key, p.Value);
        return new SyntheticTensor(new CheckpointTensor(p.Key, CheckpointType.Float32, p.Value), TensorValues.Normal(seed, p.Key, mean, deviation));
    }));

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <inheritdoc/>
    public float[] ReadSingle(string name)
    {
        SyntheticTensor tensor = Find(name);
        float[] values = tensor.Values.All(checked((int)tensor.Tensor.Count));
        if (tensor.Tensor.Type == CheckpointType.Float16)
        {
            Half[] rounded = new Half[values.Length];
            TensorPrimitives.ConvertToHalf(values, rounded);
            TensorPrimitives.ConvertToSingle(rounded, values);
        }

        return values;
    }

    /// <inheritdoc/>
    public Stream OpenRead(string name) => new PartStream(Find(name));

    /// <summary>Writes the bytes of a tensor, holding a few million of its elements at a time.</summary>
    /// <param name="name">A name in <see cref="Tensors"/>.</param>
    /// <param name="stream">Where to write.</param>
    /// <param name="wrote">Told the number of bytes after each write.</param>
    /// <param name="cancellationToken">Honoured between writes.</param>
    internal void Write(string name, Stream stream, Action<long>? wrote = null, CancellationToken cancellationToken = default)
    {
        SyntheticTensor tensor = Find(name);
        TensorValues.PartFiller fill = tensor.Values.Open();
        int item = tensor.Tensor.Type.ItemSize(), parts = Parts(tensor.Tensor);
        byte[] window = new byte[Math.Min(tensor.Tensor.Count, (long)PartsAtOnce * TensorValues.PartLength) * item];
        for (int first = 0; first < parts; first += PartsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(PartsAtOnce, parts - first), start = first;
            long bytes = Math.Min(tensor.Tensor.Count - ((long)first * TensorValues.PartLength), (long)count * TensorValues.PartLength) * item;
            Parallel.For(0, count, part => FillPart(
                tensor.Tensor, fill, start + part, window.AsSpan(part * TensorValues.PartLength * item, PartLength(tensor.Tensor, start + part) * item)));
            stream.Write(window, 0, (int)bytes);
            wrote?.Invoke(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static int Parts(CheckpointTensor tensor) => checked((int)((tensor.Count + TensorValues.PartLength - 1) / TensorValues.PartLength));

    private static int PartLength(CheckpointTensor tensor, int part) =>
        (int)Math.Min(TensorValues.PartLength, tensor.Count - ((long)part * TensorValues.PartLength));

    private static void FillPart(CheckpointTensor tensor, TensorValues.PartFiller fill, int part, Span<byte> destination)
    {
        if (tensor.Type == CheckpointType.Float32)
        {
            fill(part, MemoryMarshal.Cast<byte, float>(destination));
            return;
        }

        float[] values = System.Buffers.ArrayPool<float>.Shared.Rent(PartLength(tensor, part));
        Span<float> part32 = values.AsSpan(0, PartLength(tensor, part));
        fill(part, part32);
        if (tensor.Type == CheckpointType.Complex64)
        {
            Span<float> pairs = MemoryMarshal.Cast<byte, float>(destination);
            for (int i = 0; i < part32.Length; i++)
            {
                (pairs[2 * i], pairs[(2 * i) + 1]) = (part32[i], 0);
            }
        }
        else
        {
            TensorPrimitives.ConvertToHalf(part32, MemoryMarshal.Cast<byte, Half>(destination));
        }

        System.Buffers.ArrayPool<float>.Shared.Return(values);
    }

    private SyntheticTensor Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _tensors.TryGetValue(name, out SyntheticTensor? tensor)
            ? tensor
            : throw new CheckpointException($"The synthetic checkpoint has no tensor {Wording.Quote(name)}; it holds what the configuration asks for.");
    }

    private sealed class PartStream(SyntheticTensor tensor) : ForwardStream(tensor.Tensor.ByteCount)
    {
        private readonly TensorValues.PartFiller _fill = tensor.Values.Open();
        private byte[] _part = [];
        private int _at, _next;

        public override int Read(Span<byte> buffer)
        {
            if (_at == _part.Length)
            {
                if (_next == Parts(tensor.Tensor))
                {
                    return 0;
                }

                int length = PartLength(tensor.Tensor, _next) * tensor.Tensor.Type.ItemSize();
                _part = _part.Length == length ? _part : new byte[length];
                FillPart(tensor.Tensor, _fill, _next++, _part);
                _at = 0;
            }

            int count = Math.Min(buffer.Length, _part.Length - _at);
            _part.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            Consumed += count;
            return count;
        }
    }
}
