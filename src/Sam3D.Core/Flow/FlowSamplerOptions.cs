namespace Sam3D.Flow;

/// <summary>How a flow model is sampled. The defaults are those of the released geometry model, without guidance.</summary>
public sealed record FlowSamplerOptions
{
    /// <summary>Sampling steps, 1 to 100,000; default 25.</summary>
    public int Steps { get; init; } = 25;

    /// <summary>Re-spacing r of the times, above 0 (see <see cref="TimeSchedule.Create"/>); default 3, uniform is 1.</summary>
    public double RescaleT { get; init; } = 3;

    /// <summary>
    /// Whether times are computed in float32 (<see cref="TimeSchedule.CreateSingle"/>), as the official code does for structured latents;
    /// default no, as for geometry.
    /// </summary>
    public bool SinglePrecisionTimes { get; init; }

    /// <summary>Factor on t at which <see cref="Guidance"/> reads its interval, above 0; default 1000.</summary>
    public double TimeScale { get; init; } = 1000;

    /// <summary>Guidance, or <see langword="null"/> (the default) for the conditional velocity alone.</summary>
    public GuidanceOptions? Guidance { get; init; }

    /// <summary>The solver; default Euler.</summary>
    public IOdeSolver Solver { get; init; } = EulerSolver.Instance;

    /// <summary>Checks all members.</summary>
    /// <exception cref="ArgumentException">One or more members are out of range; the message names every one.</exception>
    public void Validate()
    {
        var violations = new List<string>();
        void Require(bool holds, string violation)
        {
            if (!holds)
            {
                violations.Add(violation);
            }
        }

        Require(Steps is >= 1 and <= 100_000, $"Steps is {Steps}, expected 1 to 100,000");
        Require(RescaleT > 0 && double.IsFinite(RescaleT), $"RescaleT is {RescaleT}, expected a finite number above 0");
        Require(TimeScale > 0 && double.IsFinite(TimeScale), $"TimeScale is {TimeScale}, expected a finite number above 0");
        Require(Solver is not null, "Solver is null");
        if (Guidance is not null)
        {
            Require(float.IsFinite(Guidance.Strength), $"Guidance.Strength is {Guidance.Strength}, expected a finite number");
            Require(Guidance.Start <= Guidance.End, $"Guidance.Start is {Guidance.Start}, expected at most Guidance.End, {Guidance.End}");
        }

        if (violations.Count > 0)
        {
            throw new ArgumentException($"The sampler's options cannot be used: {string.Join("; ", violations)}.");
        }
    }
}
