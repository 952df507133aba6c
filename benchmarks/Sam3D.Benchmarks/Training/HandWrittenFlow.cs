using Sam3D.Networks;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Benchmarks;

/// <summary>
/// The geometry flow of <c>ss_generator.yaml</c> as one would write it directly with TorchSharp: fixed streams, fused projections, no interface between network and library. The
/// rival of the training benchmark.
/// </summary>
internal sealed class HandWrittenFlow
{
    private readonly GeometryFlowConfig _config;
    private readonly IReadOnlyDictionary<string, torch.Tensor> _weights;
    private readonly torch.Tensor _frequencies;
    private readonly string[] _layout;
    private readonly string _layoutStream;

    /// <summary>Prepares the flow.</summary>
    /// <param name="config">Sizes; one shape stream, one shared stream of layout latents of a token each, normalised queries and keys.</param>
    /// <param name="weights">Weights by their name in the backbone.</param>
    public HandWrittenFlow(GeometryFlowConfig config, IReadOnlyDictionary<string, torch.Tensor> weights)
    {
        (_config, _weights) = (config, weights);
        (_layoutStream, IReadOnlyList<string> layout) = config.SharedStreams.Single();
        _layout = [.. layout];
        _frequencies = torch.tensor([.. Enumerable.Range(0, 128).Select(k => (float)Math.Exp(-Math.Log(10_000) * k / 128))]).DetachFromDisposeScope();
    }

    /// <summary>Velocities of all latents, in the order of the configuration.</summary>
    public torch.Tensor[] Apply(torch.Tensor[] latents, torch.Tensor t, torch.Tensor d, torch.Tensor condition)
    {
        int width = _config.ModelChannels;
        torch.Tensor time = F.silu(Embed("t_embedder", t).add(Embed("d_embedder", d)));
        var byName = _config.Latents.Zip(latents).ToDictionary(p => p.First.Name, p => p.Second);
        torch.Tensor shape = Project("shape", byName["shape"]), layout = torch.cat([.. _layout.Select(n => Project(n, byName[n]))], 1);
        for (int i = 0; i < _config.NumBlocks; i++)
        {
            (shape, layout) = Block($"blocks.{i}.", shape, layout, time, condition);
        }

        shape = F.layer_norm(shape, [width], eps: 1e-5);
        torch.Tensor[] parts = F.layer_norm(layout, [width], eps: 1e-5).split(1, 1);
        var made = _layout.Zip(parts, (name, part) => (name, Value: Linear($"latent_mapping.{name}.out_layer", part))).ToDictionary(p => p.name, p => p.Value);
        made["shape"] = Linear("latent_mapping.shape.out_layer", shape);
        return [.. _config.Latents.Select(l => made[l.Name])];
    }

    private (torch.Tensor Shape, torch.Tensor Layout) Block(string block, torch.Tensor shape, torch.Tensor layout, torch.Tensor time, torch.Tensor condition)
    {
        torch.Tensor[] m = Linear(block + "adaLN_modulation.1", time).unsqueeze(1).chunk(6, 2);
        (torch.Tensor q0, torch.Tensor k0, torch.Tensor v0) = QueryKeyValue(block, "shape", Modulated(shape, m[0], m[1]));
        (torch.Tensor q1, torch.Tensor k1, torch.Tensor v1) = QueryKeyValue(block, _layoutStream, Modulated(layout, m[0], m[1]));
        torch.Tensor a0 = Attend(q0, k0, v0), a1 = Attend(q1, torch.cat([k0, k1], 2), torch.cat([v0, v1], 2));
        return (
            Rest(block, "shape", shape.add(Linear(block + "self_attn.to_out.shape", a0).mul(m[2])), m, condition),
            Rest(block, _layoutStream, layout.add(Linear($"{block}self_attn.to_out.{_layoutStream}", a1).mul(m[2])), m, condition));
    }

    private torch.Tensor Rest(string block, string stream, torch.Tensor x, torch.Tensor[] m, torch.Tensor condition)
    {
        string cross = $"{block}cross_attn.{stream}.", norm = $"{block}norm2.{stream}.";
        torch.Tensor h = F.layer_norm(x, [_config.ModelChannels], _weights[norm + "weight"], _weights[norm + "bias"], 1e-6);
        torch.Tensor[] kv = Linear(cross + "to_kv", condition).chunk(2, 2);
        x = x.add(Linear(cross + "to_out", Attend(Heads(Linear(cross + "to_q", h)), Heads(kv[0]), Heads(kv[1]))));
        h = F.gelu(Linear($"{block}mlp.{stream}.mlp.0", Modulated(x, m[3], m[4])), TorchSharp.Modules.GELU.Approximate.tanh);
        return x.add(Linear($"{block}mlp.{stream}.mlp.2", h).mul(m[5]));
    }

    private (torch.Tensor Q, torch.Tensor K, torch.Tensor V) QueryKeyValue(string block, string stream, torch.Tensor x)
    {
        torch.Tensor[] parts = Linear($"{block}self_attn.to_qkv.{stream}", x).chunk(3, 2);
        return (Normalized(block, "q", stream, parts[0]), Normalized(block, "k", stream, parts[1]), Heads(parts[2]));
    }

    private torch.Tensor Normalized(string block, string which, string stream, torch.Tensor x)
    {
        int dim = _config.ModelChannels / _config.NumHeads;
        torch.Tensor h = x.reshape(x.shape[0], x.shape[1], _config.NumHeads, dim);
        return F.normalize(h, dim: -1).mul(Math.Sqrt(dim)).mul(_weights[$"{block}self_attn.{which}_rms_norm.{stream}.gamma"]).transpose(1, 2);
    }

    private torch.Tensor Heads(torch.Tensor x) => x.reshape(x.shape[0], x.shape[1], _config.NumHeads, -1).transpose(1, 2);

    private static torch.Tensor Attend(torch.Tensor q, torch.Tensor k, torch.Tensor v) =>
        F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(q.shape[0], q.shape[2], -1);

    private torch.Tensor Modulated(torch.Tensor x, torch.Tensor shift, torch.Tensor scale) =>
        F.layer_norm(x, [_config.ModelChannels], eps: 1e-6).mul(scale.add(1)).add(shift);

    private torch.Tensor Project(string latent, torch.Tensor x) =>
        Linear($"latent_mapping.{latent}.input_layer", x).add(_weights[$"latent_mapping.{latent}.pos_emb"]);

    private torch.Tensor Embed(string name, torch.Tensor t)
    {
        torch.Tensor angles = t.unsqueeze(1).mul(_frequencies);
        return Linear(name + ".mlp.2", F.silu(Linear(name + ".mlp.0", torch.cat([angles.cos(), angles.sin()], 1))));
    }

    private torch.Tensor Linear(string name, torch.Tensor x) => F.linear(x, _weights[name + ".weight"], _weights[name + ".bias"]);
}
