using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>Transformer blocks of the structured latent flow; in the graph, as in a bundle, keys and values of the condition and modulations are made before.</summary>
[Rates("GFLOP/s")]
public class GuidedRefinementBenchmark : GuidedBenchmark
{
    private protected override float Strength => 1;

    private protected override long PlainWork => 2 * CountPlain().MultiplyAdds;

    private protected override long GraphWork => CountPrepared(ConditionTokens) + CountPrepared(1);

    private StructuredLatentFlowConfig Config => ReleasedNetworks.Refinement(Blocks);

    private static long Tokens => ReleasedNetworks.CoarseTokens;

    private static long ConditionTokens => ReleasedNetworks.RefinementTokens;

    private protected override TorchNetwork CreateRival()
    {
        StructuredLatentFlowConfig config = Config;
        return new TorchNetwork(
            RandomWeights.For(CountPlain()),
            ProcessorCores.Usable,
            (ops, inputs) => [Plain(new ParameterScope<torch.Tensor>(ops), config, inputs[0], inputs[1], inputs[2])],
            [Tokens, config.ModelChannels],
            [1, config.ModelChannels],
            [ConditionTokens, config.ConditionChannels]);
    }

    private protected override BoundGraph CreateGraph(GraphPrecision precision)
    {
        StructuredLatentFlowConfig config = Config;
        var builder = new OnnxGraphBuilder("refinement blocks", RandomWeights.For(CountPlain()), precision);
        GraphValue x = builder.Input("x", Tokens, config.ModelChannels), modulation = builder.Input("modulation", Blocks * 6 * config.ModelChannels);
        AttentionContext<GraphValue>[] context =
        [
            .. Enumerable.Range(0, Blocks).Select(i => new AttentionContext<GraphValue>(
                builder.Input($"k.{i}", 1, RefinementGraphs.Tokens, config.ModelChannels),
                builder.Input($"v.{i}", 1, RefinementGraphs.Tokens, config.ModelChannels))),
        ];
        builder.Output("y", Prepared(new ParameterScope<GraphValue>(builder), config, x, modulation, context), Tokens, config.ModelChannels);

        // The unconditional branch attends to one token of zero.
        Dictionary<(string, int), long> Call(long tokens) =>
            Enumerable.Range(0, Blocks).SelectMany(i => (string[])[$"k.{i}", $"v.{i}"]).ToDictionary(name => (name, 1), _ => tokens);
        return new BoundGraph(builder, ProcessorCores.Usable, Call(ConditionTokens), Call(1));
    }

    private ShapeOps CountPlain()
    {
        StructuredLatentFlowConfig config = Config;
        var counter = new ShapeOps();
        Plain(
            new ParameterScope<TensorShape>(counter), config, new TensorShape(Tokens, config.ModelChannels), new TensorShape(1, config.ModelChannels),
            new TensorShape(ConditionTokens, config.ConditionChannels));
        return counter;
    }

    private long CountPrepared(long tokens)
    {
        StructuredLatentFlowConfig config = Config;
        var counter = new ShapeOps();
        var context = new TensorShape(1, tokens, config.ModelChannels);
        Prepared(
            new ParameterScope<TensorShape>(counter), config, new TensorShape(Tokens, config.ModelChannels), new TensorShape(Blocks * 6L * config.ModelChannels),
            [.. Enumerable.Range(0, Blocks).Select(_ => new AttentionContext<TensorShape>(context, context))]);
        return counter.MultiplyAdds;
    }

    /// <summary>As the official blocks compute it: modulation [1, C] and condition [L, C] go through their layers in every call.</summary>
    private static T Plain<T>(ParameterScope<T> scope, StructuredLatentFlowConfig config, T x, T activatedTime, T condition)
        where T : class
    {
        int width = config.ModelChannels;
        for (int i = 0; i < config.NumBlocks; i++)
        {
            ParameterScope<T> block = scope["blocks"][i];
            T all = Layers.Linear(block["adaLN_modulation.1"], activatedTime, width, 6 * width); // [1, 6C]
            T[] modulation = scope.Ops.Split(all, 1, width, width, width, width, width, width);
            x = ModulatedCrossBlock.Apply(block, x, modulation, ModulatedCrossBlock.EncodeContext(block, condition, config), config);
        }

        return x;
    }

    private static T Prepared<T>(ParameterScope<T> scope, StructuredLatentFlowConfig config, T x, T modulation, AttentionContext<T>[] context)
        where T : class
    {
        long[] sizes = new long[6 * config.NumBlocks];
        Array.Fill(sizes, config.ModelChannels);
        T[] parts = scope.Ops.Split(modulation, 0, sizes);
        for (int i = 0; i < config.NumBlocks; i++)
        {
            x = ModulatedCrossBlock.Apply(scope["blocks"][i], x, parts[(6 * i)..(6 * (i + 1))], context[i], config);
        }

        return x;
    }
}
