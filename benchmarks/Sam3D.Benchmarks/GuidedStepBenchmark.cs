using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.TestKit.Counting;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>The geometry flow: whole, with its blocks as many as are asked for.</summary>
[Rates("GFLOP/s")]
public class GuidedStepBenchmark : GuidedBenchmark
{
    private const string Prefix = "reverse_fn.backbone";

    private protected override float Strength => 7;

    private protected override long PlainWork => 2 * FlowCounts.Plain(Config, 1).MultiplyAdds;

    private protected override long GraphWork => FlowCounts.Evaluation(Config, 2).MultiplyAdds;

    private GeometryFlowConfig Config => ReleasedNetworks.Geometry(Blocks);

    private SyntheticWeights Weights => RandomWeights.For(NetworkShapes.GeometryFlow(new ShapeOps(), Prefix, Config));

    private protected override TorchNetwork CreateRival()
    {
        GeometryFlowConfig config = Config;
        return new TorchNetwork(
            Weights,
            ProcessorCores.Usable,
            (ops, inputs) => GeometryFlow.Apply(new ParameterScope<torch.Tensor>(ops)[Prefix], config, [.. inputs.SkipLast(3)], inputs[^3], inputs[^2], inputs[^1]),
            [.. config.Latents.Select(l => (long[])[1, l.Tokens, l.Channels]), [1], [1], [1, config.ConditionTokens, config.ConditionChannels]]);
    }

    private protected override BoundGraph CreateGraph(GraphPrecision precision)
    {
        GeometryFlowConfig config = Config;
        var builder = new OnnxGraphBuilder("geometry flow", Weights, precision);
        GeometryGraphs.RecordFlow(builder, config);
        return new BoundGraph(builder, ProcessorCores.Usable, FlowSizes.Create(config, batch: 2));
    }
}
