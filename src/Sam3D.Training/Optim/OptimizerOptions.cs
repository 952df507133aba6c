namespace Sam3D.Training;

/// <summary>How weights are changed.</summary>
public sealed record OptimizerOptions
{
    /// <summary>Learning rate of AdamW: vectors, embeddings, convolutions, first and last layers.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Learning rate of Muon, for the matrices of hidden layers; 0 gives them to AdamW.</summary>
    public double MatrixRate { get; init; } = 2e-3;

    /// <summary>Decoupled decay, times the rate.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>AdamW's decay of the mean gradient, and Muon's momentum.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's decay of the mean square.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Largest norm of all gradients together.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Steps over which the rate grows from zero.</summary>
    public int WarmupSteps { get; init; } = 50;

    /// <summary>Part of the steps, at the end, over which the rate falls to zero.</summary>
    public double DecayFraction { get; init; } = 0.3;

    /// <summary>Decay of the running average of the weights, which is what a phase delivers; 0 delivers the weights themselves.</summary>
    public double Average { get; init; } = 0.998;

    /// <summary>What is out of range, one entry each.</summary>
    internal IEnumerable<string> Violations()
    {
        (string Name, double Value, double Min, double Max)[] ranges =
        [
            ("rate", Rate, 0, 1), ("matrix_rate", MatrixRate, 0, 1), ("weight_decay", WeightDecay, 0, 1), ("beta1", Beta1, 0, 0.9999), ("beta2", Beta2, 0, 0.99999),
            ("clip_norm", ClipNorm, 1e-6, 1e6), ("warmup", WarmupSteps, 0, 1e6), ("decay", DecayFraction, 0, 1), ("average", Average, 0, 0.99999),
        ];
        return ranges.Where(r => !(r.Value >= r.Min && r.Value <= r.Max)).Select(r => $"{r.Name} is {r.Value}, expected {r.Min} to {r.Max}");
    }

    /// <summary>Factor on both rates.</summary>
    /// <param name="step">The step that is taken, from 0.</param>
    /// <param name="steps">All steps of the phase.</param>
    internal double Factor(long step, long steps)
    {
        double warm = WarmupSteps == 0 ? 1 : Math.Min(1, (step + 1.0) / WarmupSteps);
        double decaySteps = DecayFraction * steps;
        return decaySteps < 1 ? warm : Math.Min(warm, Math.Clamp((steps - step) / decaySteps, 0, 1));
    }
}
