using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>Working memory of ONNX Runtime's kernels on the processor, besides what they read and write. Small buffers a thread are left out.</summary>
internal static class Workspaces
{
    private const int Mask = 4; // of the inputs of an attention

    /// <summary>Bytes of each buffer.</summary>
    public static IEnumerable<long> Of(NodeProto node, ShapeInference shapes, GraphMemoryOptions options) => !options.HasWorkspaces ? [] : node.OpType switch
    {
        // Queries, keys and values with the heads in front; attention itself goes block by block, but for one with a mask.
        "MultiHeadAttention" => [.. node.Input.Take(3).Select(n => shapes[n].Bytes), .. node.Input.Count > Mask ? Scores(node, shapes) : []],

        // The sum with the bias.
        "BiasGelu" or "FastGelu" => [shapes[node.Output[0]].Bytes],

        // The left side in 8 bits with a float32 for each block.
        "MatMulNBits" => [Quantized(shapes[node.Input[0]], shapes[node.Input[1]])],

        // Every output pixel's contribution before they are put in place.
        "ConvTranspose" => [shapes[node.Output[0]].Bytes],
        _ => [],
    };

    /// <summary>The mask of every query, the scores, and the result with the heads in front.</summary>
    private static long[] Scores(NodeProto node, ShapeInference shapes)
    {
        ShapedTensor queries = shapes[node.Input[0]], keys = shapes[node.Input[1]];
        long heads = node.Attribute.FirstOrDefault(a => a.Name == "num_heads")?.I ?? 1;
        long mask = checked(queries.Count / Math.Max(1, queries.Sizes[^1].Size) * keys.Sizes[^2].Size * sizeof(float));
        return [mask, checked(mask * heads), shapes[node.Output[0]].Bytes];
    }

    private static long Quantized(ShapedTensor left, ShapedTensor right) =>
        checked(left.Count + (left.Count / Math.Max(1, right.Sizes[^1].Size) * sizeof(float)));
}
