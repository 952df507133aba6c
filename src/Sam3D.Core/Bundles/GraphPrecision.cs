using System.Text.Json.Serialization;

namespace Sam3D.Bundles;

/// <summary>How the weights of a graph are stored. Inputs and outputs are float32 with every precision.</summary>
public enum GraphPrecision
{
    /// <summary>Everything is float32: <c>fp32</c>.</summary>
    [JsonStringEnumMemberName("fp32")]
    Float32,

    /// <summary>
    /// Weights of matrix products and convolutions are float16, and the products are computed so where the device can; norms, biases, sums and position tables are float32:
    /// <c>fp16</c>. In a bundle with 8-bit weights the products are float32 on every device.
    /// </summary>
    [JsonStringEnumMemberName("fp16")]
    Float16,

    /// <summary>Weights of large linear layers are 8-bit integers with a scale for each block of a row, everything else is float32: <c>int8</c>.</summary>
    [JsonStringEnumMemberName("int8")]
    Int8,
}
