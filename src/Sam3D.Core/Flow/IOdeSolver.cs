namespace Sam3D.Flow;

/// <summary>A fixed-step solver of dx/dt = v(t, x).</summary>
/// <remarks>
/// A solver is a pure function: it keeps nothing between steps, so that one instance serves any number of runs and threads. The state belongs to
/// the caller, the scratch memory to the run.
/// </remarks>
public interface IOdeSolver
{
    /// <summary>Number of states that <see cref="Step"/> needs as scratch memory.</summary>
    int ScratchStates { get; }

    /// <summary>Advances a state by one step.</summary>
    /// <param name="velocity">The velocity field.</param>
    /// <param name="t">Time at the start of the step.</param>
    /// <param name="dt">Length of the step.</param>
    /// <param name="x">In: the state at <paramref name="t"/>. Out: the state at <paramref name="t"/> + <paramref name="dt"/>.</param>
    /// <param name="scratch"><see cref="ScratchStates"/> times as long as <paramref name="x"/>; the content is undefined.</param>
    void Step(GuidedVelocity velocity, double t, double dt, Span<float> x, Span<float> scratch);
}
