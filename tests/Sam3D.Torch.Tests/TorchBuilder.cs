using Sam3D.Conversion;
using Sam3D.Networks;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>Looks inputs up and collects outputs.</summary>
internal sealed class TorchBuilder(ITensorOps<torch.Tensor> ops, IReadOnlyDictionary<string, torch.Tensor> inputs) : INetworkBuilder<torch.Tensor>
{
    private readonly List<(string Name, torch.Tensor Value, long[] Shape)> _outputs = [];

    public ITensorOps<torch.Tensor> Ops => ops;

    public IReadOnlyList<(string Name, torch.Tensor Value, long[] Shape)> Outputs => _outputs;

    /// <summary>A float32 input of the given sizes; negative ones are free.</summary>
    public torch.Tensor Input(string name, params ReadOnlySpan<long> shape) => Checked(name, inputs[name], shape);

    /// <summary>An int32 input; cases hold float32.</summary>
    public torch.Tensor IndexInput(string name, params ReadOnlySpan<long> shape) => Input(name, shape).to_type(torch.ScalarType.Int32);

    public void Output(string name, torch.Tensor value, params ReadOnlySpan<long> shape) => _outputs.Add((name, value, shape.ToArray()));

    public static torch.Tensor Checked(string name, torch.Tensor value, ReadOnlySpan<long> shape)
    {
        Assert.True(shape.Length == 0 || shape.Length == value.dim(), $"{name} has {value.dim()} axes.");
        for (int axis = 0; axis < shape.Length; axis++)
        {
            Assert.True(shape[axis] < 0 || shape[axis] == value.shape[axis], $"{name} has the size {value.shape[axis]} on axis {axis}, not {shape[axis]}.");
        }

        return value;
    }
}
