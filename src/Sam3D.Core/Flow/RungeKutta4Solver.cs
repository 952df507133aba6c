namespace Sam3D.Flow;

/// <summary>The classical Runge–Kutta method, of order 4: four evaluations a step. Official: <c>solver.RungeKutta4</c>.</summary>
public sealed class RungeKutta4Solver : IOdeSolver
{
    private RungeKutta4Solver()
    {
    }

    /// <summary>The solver.</summary>
    public static RungeKutta4Solver Instance { get; } = new();

    /// <inheritdoc/>
    public int ScratchStates => 2;

    /// <inheritdoc/>
    public void Step(GuidedVelocity velocity, double t, double dt, Span<float> x, Span<float> scratch)
    {
        ArgumentNullException.ThrowIfNull(velocity);
        Span<float> stage = scratch[..x.Length];
        Span<float> sum = scratch.Slice(x.Length, x.Length); // x + dt·(k1 + 2·k2 + 2·k3 + k4)/6, stage by stage

        GuidedVelocity.Velocity k1 = velocity.Evaluate(t, x);
        k1.Advance(x, dt / 6, sum);
        k1.Advance(x, dt / 2, stage);

        GuidedVelocity.Velocity k2 = velocity.Evaluate(t + (dt / 2), stage);
        k2.Advance(sum, dt / 3, sum);
        k2.Advance(x, dt / 2, stage);

        GuidedVelocity.Velocity k3 = velocity.Evaluate(t + (dt / 2), stage);
        k3.Advance(sum, dt / 3, sum);
        k3.Advance(x, dt, stage);

        velocity.Evaluate(t + dt, stage).Advance(sum, dt / 6, x);
    }
}
