using Sam3D.Benchmarks;
using Sam3D.Conversion;
using Sam3D.Networks;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>What no network shows: errors, and operands that stay as they were.</summary>
public sealed class TorchOpsTests
{
    [Theory]
    [InlineData("missing")]
    [InlineData("layer.weight")]
    public void Parameters_that_do_not_fit_are_refused_in_the_words_of_the_other_backend(string name)
    {
        var shapes = new ShapeOps();
        shapes.Parameter("layer.weight", 4, 3);
        using SyntheticWeights checkpoint = RandomWeights.For(shapes);
        using TorchParameters parameters = TorchRun.Parameters(checkpoint);
        string expected = Assert.Throws<CheckpointException>(() => new OnnxGraphBuilder("test", checkpoint).Parameter(name, 3, 4)).Message;
        Assert.Equal(expected, Assert.Throws<CheckpointException>(() => new TorchOps(parameters.Get).Parameter(name, 3, 4)).Message);
    }

    [Fact]
    public void Constants_must_fill_their_shape()
    {
        var ops = new TorchOps((_, _) => null);
        Assert.Contains("2 values for shape [3]", Assert.Throws<ArgumentException>(() => ops.Constant([1, 2], 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new TorchOps(null!));
    }

    [Theory]
    [MemberData(nameof(SampleNetworks.Numbers), MemberType = typeof(SampleNetworks))]
    public void Operands_stay_as_they_were(int number)
    {
        ISampleNetwork network = SampleNetworks.All[number];
        using DisposeScope scope = torch.NewDisposeScope();
        using SyntheticWeights checkpoint = network.Checkpoint();
        using TorchParameters parameters = TorchRun.Parameters(checkpoint);
        torch.Tensor[] inputs = network.Tensors();
        network.Apply(new TorchOps(parameters.Get), inputs);
        Assert.All(network.Tensors().Zip(inputs), pair => Assert.True(pair.First.Equals(pair.Second)));
        Assert.All(parameters.Tensors, p => Assert.Equal(checkpoint.ReadSingle(p.Key), p.Value.data<float>().ToArray()));
    }
}
