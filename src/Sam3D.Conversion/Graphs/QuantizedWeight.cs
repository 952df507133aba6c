namespace Sam3D.Conversion;

/// <summary>
/// The weight [N, K] of a linear layer as the two tensors of <c>MatMulNBits</c>. It is read once, when the integers are written; the scales, which come after, are kept until then.
/// </summary>
internal sealed class QuantizedWeight
{
    private const int ChunkElements = 1 << 18;

    private readonly GraphTensor _weight;
    private readonly int _block;
    private float[]? _scales;

    /// <param name="weight">[N, K], not transposed.</param>
    /// <param name="block">Elements of a row that share a scale; K is a multiple.</param>
    public QuantizedWeight(GraphTensor weight, int block)
    {
        (_weight, _block) = (weight, block);
        long rows = weight.Shape[0], blocks = weight.Shape[1] / block;
        Integers = weight with { Name = weight.Name + ".q8", Shape = [rows, blocks, block], Element = GraphElement.UInt8, Write = Write };
        Scales = weight with { Name = weight.Name + ".q8.scale", Shape = [rows, blocks], Read = TakeScales };
    }

    /// <summary>uint8 [N, K/block, block].</summary>
    public GraphTensor Integers { get; }

    /// <summary>float32 [N, K/block].</summary>
    public GraphTensor Scales { get; }

    private void Write(Stream stream)
    {
        float[] values = _weight.Read();
        float[] scales = new float[values.Length / _block];
        int blocksAtOnce = Math.Max(1, ChunkElements / _block);
        byte[] chunk = new byte[Math.Min(blocksAtOnce * _block, values.Length)];
        for (int start = 0; start < scales.Length; start += blocksAtOnce)
        {
            int count = Math.Min(blocksAtOnce, scales.Length - start);
            ReadOnlySpan<float> source = values.AsSpan(start * _block, count * _block);
            Span<byte> target = chunk.AsSpan(0, source.Length);
            NarrowRange.ThrowIfBeyond(source, float.MaxValue, _weight, "8-bit integers");
            BlockQuantizer.Quantize(source, _block, target, scales.AsSpan(start, count));
            stream.Write(target);
        }

        _scales = scales;
    }

    private float[] TakeScales()
    {
        if (_scales is null)
        {
            Write(Stream.Null);
        }

        (float[] scales, _scales) = (_scales!, null);
        return scales;
    }
}
