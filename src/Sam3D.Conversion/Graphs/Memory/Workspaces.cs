using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>Working memory of ONNX Runtime's kernels on the processor, besides what they read and write. Small buffers a thread are left out.</summary>
internal static class Workspaces
{
    /// <summary>Bytes of each buffer.</summary>
    public static IEnumerable<long> Of(NodeProto node, ShapeInference shapes, GraphMemoryOptions options) => !options.HasWorkspaces ? [] : node.OpType switch
    {
        // Queries, keys and values with the heads in front; attention itself goes block by block.
        "MultiHeadAttention" => node.Input.Take(3).Select(n => shapes[n].Bytes),

        // The sum with the bias.
        "BiasGelu" or "FastGelu" => [shapes[node.Output[0]].Bytes],

        // The left side in 8 bits with a float32 for each block.
        "MatMulNBits" => [Quantized(shapes[node.Input[0]], shapes[node.Input[1]])],

        // Every output pixel's contribution before they are put in place.
        "ConvTranspose" => [shapes[node.Output[0]].Bytes],
        _ => [],
    };

    private static long Quantized(ShapedTensor left, ShapedTensor right) =>
        checked(left.Count + (left.Count / Math.Max(1, right.Sizes[^1].Size) * sizeof(float)));
}
