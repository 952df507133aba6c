using TorchSharp;

namespace Sam3D.Torch;

/// <summary>
/// Makes tensors of managed arrays in memory of libtorch. <c>torch.tensor</c> uses the
/// array where it lies, whose alignment differs from run to run, and with it the order in which kernels sum.
/// </summary>
public static class AlignedTensor
{
    /// <summary>A float32 tensor.</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="shape">Sizes; none for a vector of all values.</param>
    public static torch.Tensor Create(float[] values, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        using torch.Tensor view = torch.tensor(values, shape.Length == 0 ? [values.Length] : shape);
        return view.clone();
    }

    /// <summary>An int32 tensor.</summary>
    /// <param name="values">Row-major values.</param>
    /// <param name="shape">Sizes; none for a vector of all values.</param>
    public static torch.Tensor Create(int[] values, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        using torch.Tensor view = torch.tensor(values, shape.Length == 0 ? [values.Length] : shape);
        return view.clone();
    }
}
