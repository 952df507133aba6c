using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>A network on libtorch, with random weights and inputs: the rival, which executes the arithmetic of the official code without any savings.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly TorchParameters _parameters;
    private readonly TorchInference _inference;
    private readonly torch.Tensor[] _inputs;

    /// <param name="weights">Its weights.</param>
    /// <param name="threads">Threads of libtorch, in this whole process.</param>
    /// <param name="network">The network.</param>
    /// <param name="shapes">Its inputs; the last one is the condition.</param>
    public TorchNetwork(
        ICheckpoint weights,
        int threads,
        Func<ITensorOps<torch.Tensor>, IReadOnlyList<torch.Tensor>, IReadOnlyList<torch.Tensor>> network,
        params long[][] shapes)
        : this(weights, threads, network, [.. shapes.Select((shape, i) => torch.tensor(RandomValues.Normal(checked((int)shape.Aggregate(1L, (a, b) => a * b)), (uint)i), shape))])
    {
    }

    /// <param name="weights">Its weights.</param>
    /// <param name="threads">Threads of libtorch, in this whole process.</param>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Its inputs; the last one is the condition. This object owns them.</param>
    public TorchNetwork(
        ICheckpoint weights,
        int threads,
        Func<ITensorOps<torch.Tensor>, IReadOnlyList<torch.Tensor>, IReadOnlyList<torch.Tensor>> network,
        torch.Tensor[] inputs)
    {
        torch.set_num_threads(threads);
        _parameters = new TorchParameters(
            name => weights.Tensors.TryGetValue(name, out CheckpointTensor? t) ? new StoredParameter(t.Shape, () => weights.ReadSingle(name)) : null);
        _inference = new TorchInference(_parameters.Get, network);
        _inputs = inputs;
    }

    /// <summary>A guided step as the official code makes it: a call with the condition, a call with the condition times zero, and both joined.</summary>
    public void GuidedStep(float strength)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable plain = torch.no_grad();
        torch.Tensor[] conditional = _inference.Run(_inputs);
        torch.Tensor[] unconditional = _inference.Run([.. _inputs[..^1], _inputs[^1].mul(0)]);
        foreach ((torch.Tensor c, torch.Tensor u) in conditional.Zip(unconditional))
        {
            c.mul(1 + strength).sub(u.mul(strength));
        }
    }

    /// <summary>The outputs of both calls of a guided step.</summary>
    public (float[][] Conditional, float[][] Unconditional) Branches()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable plain = torch.no_grad();
        float[][] Call(torch.Tensor condition) => [.. _inference.Run([.. _inputs[..^1], condition]).Select(t => t.contiguous().data<float>().ToArray())];
        return (Call(_inputs[^1]), Call(_inputs[^1].mul(0)));
    }

    public void Dispose()
    {
        _parameters.Dispose();
        foreach (torch.Tensor input in _inputs)
        {
            input.Dispose();
        }
    }
}
