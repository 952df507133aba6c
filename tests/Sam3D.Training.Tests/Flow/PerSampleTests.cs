using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training.Tests;

/// <summary>What a batch with a time for each sample gives is what each sample gives alone.</summary>
public sealed class PerSampleTests
{
    private const int Batch = 3;
    private const float Tolerance = 1e-5f;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_of_times_is_each_sample_at_its_own_time(bool share)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var config = new GeometryFlowConfig
        {
            ModelChannels = 24,
            ConditionChannels = 10,
            ConditionTokens = 5,
            NumBlocks = 2,
            NumHeads = 3,
            MlpHidden = 48,
            ShareModulation = share,
            Latents = [new FlowLatentConfig("shape", 8, 4), new FlowLatentConfig("translation", 1, 3), new FlowLatentConfig("scale", 1, 3)],
            SharedStreams = new Dictionary<string, IReadOnlyList<string>> { ["translation"] = ["translation", "scale"] },
        };
        using ParameterStore store = RandomStore(NetworkShapes.GeometryFlow(new ShapeOps(), "flow", config));
        var random = new StepRandom(1, 2);
        torch.Tensor[] latents = [.. config.Latents.Select((l, i) => random.Normal((uint)i, Batch, l.Tokens, l.Channels))];
        torch.Tensor condition = random.Normal(9, Batch, 5, 10);
        torch.Tensor times = AlignedTensor.Create([100f, 500f, 900f]), sizes = AlignedTensor.Create([0f, 250f, 125f]);
        torch.Tensor[] together = GeometryFlow.ApplyPerSample(Scope(store), config, latents, times, sizes, condition);
        for (int i = 0; i < Batch; i++)
        {
            torch.Tensor One(torch.Tensor x) => x.narrow(0, i, 1);
            torch.Tensor[] alone = GeometryFlow.Apply(Scope(store), config, [.. latents.Select(One)], One(times), One(sizes), One(condition));
            Assert.All(together.Zip(alone), p => Assert.True(One(p.First).allclose(p.Second, Tolerance, Tolerance)));
        }
    }

    [Fact]
    public void A_batch_of_pictures_is_each_sample_alone()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        ConfigNode yaml = YamlConfig.Load(Path.Combine(Repository.Root, "models/compact/recipe/checkpoint/ss_generator.yaml"));
        var networks = new ConditionNetworks(yaml["module"]["condition_embedder"]["backbone"]);
        using ParameterStore store = RandomStore(NetworkShapes.Condition(new ShapeOps(), CheckpointConverter.ConditionPrefix.TrimEnd('.'), networks.Config));
        var random = new StepRandom(3, 4);
        var pictures = networks.Inputs.Index().ToDictionary(i => i.Item, i => random.Normal((uint)i.Index, Batch, i.Item.EndsWith("mask", StringComparison.Ordinal) ? 1 : 3, 84, 84));
        torch.Tensor together = networks.Encode(store.Source("file"), pictures, AlignedTensor.Create([1f, 0f, 1f]));
        Assert.Equal([Batch, networks.Config.Tokens, networks.Config.Width], together.shape);
        for (int i = 0; i < Batch; i++)
        {
            torch.Tensor alone = networks.Encode(store.Source("file"), pictures.ToDictionary(p => p.Key, p => p.Value.narrow(0, i, 1)), null);
            Assert.True(together.narrow(0, i, 1).allclose(i == 1 ? torch.zeros_like(alone) : alone, Tolerance, Tolerance));
        }
    }

    private static ParameterScope<torch.Tensor> Scope(ParameterStore store) => new(new TorchOps(store.Source("file")), "flow");

    private static ParameterStore RandomStore(ShapeOps shapes)
    {
        var store = new ParameterStore();
        foreach ((int i, (string name, IReadOnlyList<long> shape)) in shapes.Parameters.Index())
        {
            float[] values = new StepRandom(5, i).Normals(0, shape.Aggregate(1L, (a, b) => a * b));
            store.Add("file", name, shape, [.. values.Select(v => 0.2f * v)], isTrainable: false);
        }

        return store;
    }
}
