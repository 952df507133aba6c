using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training.Tests;

/// <summary>Times, paths, random numbers and orders.</summary>
public sealed class FlowTests
{
    [Theory]
    [InlineData(-1, 1.2)]
    [InlineData(0, 1)]
    public void Times_have_the_logit_normal_distribution(double mean, double deviation)
    {
        float[] times = new LogNormalTimes(mean, deviation).Draw(new StepRandom(1, 2), 3, 4000);
        double[] logits = [.. times.Select(t => Math.Log(t / (1 - t)))];
        Assert.All(times, t => Assert.InRange(t, 0f, 1f));
        Assert.Equal(mean, logits.Average(), 0.01);
        Assert.Equal(deviation, Math.Sqrt(logits.Average(l => (l - mean) * (l - mean))), 0.02);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.99999, 4.264890793922602)]
    public void Quantiles_are_those_of_tables(double p, double expected) => Assert.Equal(expected, LogNormalTimes.InverseNormal(p), 1e-7);

    [Fact]
    public void A_path_leads_from_noise_to_data_along_its_velocity()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var random = new StepRandom(1, 1);
        torch.Tensor noise = random.Normal(1, 2, 5), data = random.Normal(2, 2, 5);
        var path = new RectifiedFlow(0.1);
        torch.Tensor At(float t) => path.State(noise, data, torch.tensor(t));
        Assert.True(At(0).allclose(noise));
        Assert.True(At(1).allclose(data.Plus(noise, 0.1), 1e-5, 1e-6));
        Assert.True(At(0.75f).Minus(At(0.25f)).allclose(path.Velocity(noise, data).Times(0.5), 1e-4, 1e-5));
    }

    [Fact]
    public void Random_numbers_follow_from_seed_step_and_purpose()
    {
        float[] Draw(ulong seed, long step, uint purpose) => new StepRandom(seed, step).Normals(purpose, 8);
        float[] first = Draw(1, 2, 3);
        Assert.Equal(first, Draw(1, 2, 3));
        Assert.All((float[][])[Draw(2, 2, 3), Draw(1, 3, 3), Draw(1, 2, 4)], other => Assert.NotEqual(first, other));
    }

    [Fact]
    public void Every_sample_is_taken_once_an_epoch_and_in_another_order_in_the_next()
    {
        var order = new EpochOrder(5, 12);
        int[][] epochs = [.. Enumerable.Range(0, 3).Select(e => (int[])[.. Enumerable.Range(0, 3).SelectMany(i => order.Take((3 * e) + i, 4))])];
        Assert.All(epochs, e => Assert.Equal(Enumerable.Range(0, 12), e.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.Equal(epochs[1][4..8], new EpochOrder(5, 12).Take(4, 4));
    }
}
