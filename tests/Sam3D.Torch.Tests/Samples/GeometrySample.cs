using Sam3D.Networks;

namespace Sam3D.Torch.Tests;

/// <summary>The geometry flow, two objects at once.</summary>
internal sealed class GeometrySample : ISampleNetwork
{
    private const int Batch = 2;

    private readonly GeometryFlowConfig _config;

    public GeometrySample(int seed)
    {
        var random = new Random(seed);
        int heads = random.Next(1, 4), width = 8 * heads * random.Next(1, 4), resolution = random.Next(2, 4);
        string[] layout = ["6drotation_normalized", "translation", "scale", "translation_scale"];
        _config = new GeometryFlowConfig
        {
            ModelChannels = width,
            ConditionChannels = random.Next(5, 20),
            ConditionTokens = random.Next(3, 30),
            NumBlocks = 2,
            NumHeads = heads,
            MlpHidden = 2 * width,
            ShareModulation = seed % 2 == 0,
            Latents = [new FlowLatentConfig("shape", resolution * resolution * resolution, 8), .. layout.Select((name, i) => new FlowLatentConfig(name, 1, 6 - i))],
            SharedStreams = new Dictionary<string, IReadOnlyList<string>> { [layout[0]] = layout },
        };
        Inputs =
        [
            .. _config.Latents.Select((l, i) => SampleInput.Normal("x." + l.Name, (uint)i, Batch, l.Tokens, l.Channels)),
            new SampleInput("t", new Tensor([1], [random.NextSingle() * 1000])),
            new SampleInput("d", new Tensor([1], [random.NextSingle() * 100])),
            SampleInput.Normal("condition", 9, Batch, _config.ConditionTokens, _config.ConditionChannels),
        ];
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class
    {
        int count = _config.Latents.Count;
        return GeometryFlow.Apply(
            new ParameterScope<T>(ops)["backbone"], _config, [.. inputs.Take(count)], inputs[count], inputs[count + 1], inputs[count + 2]);
    }

    public override string ToString() => $"geometry flow, width {_config.ModelChannels}, {_config.NumHeads} heads";
}
