namespace Sam3D.Flow;

/// <summary>The explicit midpoint method, of order 2: two evaluations a step. Official: <c>solver.Midpoint</c>.</summary>
public sealed class MidpointSolver : IOdeSolver
{
    private MidpointSolver()
    {
    }

    /// <summary>The solver.</summary>
    public static MidpointSolver Instance { get; } = new();

    /// <inheritdoc/>
    public int ScratchStates => 1;

    /// <inheritdoc/>
    public void Step(GuidedVelocity velocity, double t, double dt, Span<float> x, Span<float> scratch)
    {
        ArgumentNullException.ThrowIfNull(velocity);
        Span<float> middle = scratch[..x.Length];
        velocity.Evaluate(t, x).Advance(x, dt / 2, middle);
        velocity.Evaluate(t + (dt / 2), middle).Advance(x, dt, x);
    }
}
