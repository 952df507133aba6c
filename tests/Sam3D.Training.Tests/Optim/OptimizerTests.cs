using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training.Tests;

/// <summary>Steps of the optimisers beside their formulas.</summary>
public sealed class OptimizerTests
{
    [Fact]
    public void AdamW_makes_the_steps_of_its_formula()
    {
        using ParameterStore store = new();
        store.Add("file", "bias", [2], [1f, -2f], isTrainable: true);
        var options = new OptimizerOptions { Rate = 0.1, Beta1 = 0.9, Beta2 = 0.99 };
        using var optimizer = new Optimizer(store, options);
        torch.Tensor value = store.All["file/bias"].Value;
        double[] x = [1, -2], mean = [0, 0], square = [0, 0];
        for (int step = 0; step < 5; step++)
        {
            store.ClearGradients();
            value.Squared().sum().backward(); // the gradient is 2x
            optimizer.Step(step, factor: 0.5);
            for (int i = 0; i < 2; i++)
            {
                double gradient = 2 * x[i];
                mean[i] = (0.9 * mean[i]) + (0.1 * gradient);
                square[i] = (0.99 * square[i]) + (0.01 * gradient * gradient);
                x[i] -= 0.05 * (mean[i] / (1 - Math.Pow(0.9, step + 1))) / (Math.Sqrt(square[i] / (1 - Math.Pow(0.99, step + 1))) + 1e-8);
            }
        }

        Assert.Equal(x, value.data<float>().ToArray().Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(24, 16)]
    [InlineData(16, 40)]
    public void Muon_makes_matrices_nearly_orthogonal_and_keeps_their_directions(int rows, int columns)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor matrix = new StepRandom(1, 1).Normal(0, rows, columns), made = Muon.Orthogonalize(matrix);
        (torch.Tensor u, torch.Tensor s, torch.Tensor v) = torch.linalg.svd(made, fullMatrices: false);
        Assert.All(s.data<float>().ToArray(), value => Assert.InRange(value, 0.5f, 1.3f));
        (torch.Tensor p, _, torch.Tensor q) = torch.linalg.svd(matrix, fullMatrices: false);
        Assert.True(p.matmul(q).Minus(made).norm().item<float>() < 0.45 * Math.Sqrt(Math.Min(rows, columns)));
    }

    [Fact]
    public void Rates_grow_stay_and_fall()
    {
        var options = new OptimizerOptions { WarmupSteps = 10, DecayFraction = 0.5 };
        Assert.Equal([0.1, 1, 1, 0.5, 0.02], ((int[])[0, 9, 50, 75, 99]).Select(step => options.Factor(step, 100)), (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Gradients_are_cut_to_the_largest_norm_and_refused_when_not_finite()
    {
        using ParameterStore store = new();
        store.Add("file", "bias", [2], [3f, 4f], isTrainable: true);
        using var optimizer = new Optimizer(store, new OptimizerOptions { ClipNorm = 1 });
        torch.Tensor value = store.All["file/bias"].Value;
        value.Squared().sum().Times(0.5).backward(); // the gradient is x
        Assert.Equal(5, optimizer.ClipGradients(), 1e-5);
        Assert.Equal([0.6f, 0.8f], value.grad!.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6f);
        store.ClearGradients();
        value.Times(double.NaN).sum().backward();
        Assert.Contains("not finite", Assert.Throws<TrainingException>(() => optimizer.ClipGradients()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_average_follows_the_weights_and_can_be_exchanged_with_them()
    {
        using ParameterStore store = new();
        store.Add("file", "bias", [1], [1f], isTrainable: true);
        using var average = new WeightAverage(store, 0.75);
        torch.Tensor value = store.All["file/bias"].Value;
        using (torch.no_grad())
        {
            value.TimesInPlace(5);
        }

        average.Update(step: 100); // decay 0.75
        average.Swap();
        Assert.Equal(2f, value.item<float>(), 1e-6f);
        average.Swap();
        Assert.Equal(5f, value.item<float>());
    }
}
