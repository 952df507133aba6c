namespace Sam3D.Flow;

/// <summary>Euler's method, of order 1: one evaluation a step. What the release uses; official: <c>solver.Euler</c>.</summary>
public sealed class EulerSolver : IOdeSolver
{
    private EulerSolver()
    {
    }

    /// <summary>The solver.</summary>
    public static EulerSolver Instance { get; } = new();

    /// <inheritdoc/>
    public int ScratchStates => 0;

    /// <inheritdoc/>
    public void Step(GuidedVelocity velocity, double t, double dt, Span<float> x, Span<float> scratch)
    {
        ArgumentNullException.ThrowIfNull(velocity);
        velocity.Evaluate(t, x).Advance(x, dt, x);
    }
}
