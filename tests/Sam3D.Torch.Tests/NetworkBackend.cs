global using NetworkBuilder = Sam3D.Torch.Tests.TorchBuilder;
global using NetworkRun = Sam3D.Torch.Tests.TorchRun;
global using NetworkTensor = TorchSharp.torch.Tensor;
using Sam3D.Networks;
using Sam3D.Torch.Tests;
using TorchSharp;

namespace Sam3D.ParityTests;

/// <summary>What the parity tests of networks, which this project compiles too, run on: libtorch.</summary>
internal static class NetworkBackend
{
    public static void RecordMoge(TorchBuilder builder, MogePointConfig config, Action<string, torch.Tensor> observe)
    {
        var inputs = new MogePointInputs<torch.Tensor>(
            builder.Input("image"),
            builder.Input("position.rows"),
            builder.Input("position.columns"),
            [.. Enumerable.Range(0, config.UpsampleDims.Count + 1).Select(i => builder.Input($"uv.{i}"))],
            builder.Input("resize.rows"),
            builder.Input("resize.columns"));
        (torch.Tensor points, torch.Tensor mask) = MogePointModel.Apply(new ParameterScope<torch.Tensor>(builder.Ops), config, inputs, observe);
        builder.Output("points", points);
        builder.Output("mask", mask);
    }
}
