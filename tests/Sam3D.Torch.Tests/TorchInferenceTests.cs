using Sam3D.Benchmarks;
using Sam3D.Conversion;
using Sam3D.Networks;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>Evaluation without gradients: same numbers as the plain operations, no leaks, values released after their last use.</summary>
public sealed class TorchInferenceTests
{
    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    [Theory]
    [MemberData(nameof(SampleNetworks.Numbers), MemberType = typeof(SampleNetworks))]
    public void Releases_change_no_number_and_leave_nothing_behind(int number)
    {
        ISampleNetwork network = SampleNetworks.All[number];
        using SyntheticWeights checkpoint = network.Checkpoint();
        using TorchParameters parameters = TorchRun.Parameters(checkpoint);
        torch.Tensor[] inputs = network.Tensors();
        float[][] expected;
        using (torch.NewDisposeScope())
        {
            expected = [.. network.Apply(new TorchOps(parameters.Get), inputs).Select(Values)];
        }

        var inference = new TorchInference(parameters.Get, network.Apply);
        long before = Live;
        for (int run = 0; run < 3; run++)
        {
            torch.Tensor[] results = inference.Run(inputs);
            Assert.Equal(expected, results.Select(Values));
            Assert.Equal(before + results.Length, Live);
            Dispose(results);
        }

        Assert.Equal(before, Live);
        Assert.All(inputs, i => Assert.False(i.IsInvalid));
        Dispose(inputs);
    }

    [Fact]
    public void A_value_lives_until_its_last_use()
    {
        const int Depth = 50;
        var live = new List<long>();
        using torch.Tensor one = torch.ones(3);
        var inference = new TorchInference((_, _) => null, (ops, inputs) =>
        {
            torch.Tensor x = inputs[0];
            live.Clear();
            for (int i = 0; i < Depth; i++)
            {
                x = ops.Add(ops.Multiply(x, inputs[0]), ops.Silu(x));
                ops.Cos(x); // never read
                live.Add(Live);
            }

            return [x];
        });
        Dispose(inference.Run(one));
        Assert.Equal(Depth, live.Count);
        Assert.Single(live.Distinct());
    }

    [Fact]
    public void Results_may_be_read_on_repeated_or_inputs()
    {
        using torch.Tensor one = torch.ones(2);
        var inference = new TorchInference((_, _) => null, (ops, inputs) =>
        {
            torch.Tensor twice = ops.Add(inputs[0], inputs[0]);
            return [twice, ops.Add(twice, inputs[0]), inputs[0]];
        });
        torch.Tensor[] results = inference.Run(one);
        Assert.Equal([[2f, 2f], [3f, 3f], [1f, 1f]], results.Select(Values));
        Dispose(results);
        Assert.Equal([1f, 1f], Values(one));
    }

    [Fact]
    public void An_error_leaves_nothing_behind()
    {
        using torch.Tensor one = torch.ones(2, 3);
        var inference = new TorchInference((_, _) => null, (ops, inputs) => [ops.Linear(ops.Silu(inputs[0]), ops.Parameter("layer.weight", 4, 3), null)]);
        long before = Live;
        Assert.Contains("'layer.weight'", Assert.Throws<CheckpointException>(() => inference.Run(one)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Parameters_outlive_the_run_that_read_them()
    {
        int reads = 0;
        using var parameters = new TorchParameters(name => new StoredParameter([2], () =>
        {
            reads++;
            return [1f, 2f];
        }));
        using torch.Tensor one = torch.ones(2);
        var inference = new TorchInference(parameters.Get, (ops, inputs) => [ops.Add(inputs[0], ops.Parameter("p", 2)), ops.Parameter("p", 2)]);
        for (int run = 0; run < 2; run++)
        {
            torch.Tensor[] results = inference.Run(one);
            Assert.Equal([[2f, 3f], [1f, 2f]], results.Select(Values));
            Dispose(results);
        }

        Assert.Equal(1, reads);
    }

    private static float[] Values(torch.Tensor tensor)
    {
        using torch.Tensor row = tensor.contiguous();
        return row.data<float>().ToArray();
    }

    private static void Dispose(torch.Tensor[] tensors)
    {
        foreach (torch.Tensor tensor in tensors)
        {
            tensor.Dispose();
        }
    }
}
