namespace Sam3D.Flow;

/// <summary>Evaluates a flow model: the velocity dx/dt of a state at a time.</summary>
/// <remarks>Called once per evaluation of a solver, on the thread of <see cref="FlowSampler.Sample"/>. The spans are valid during the call only.</remarks>
/// <param name="t">Time, 0 (noise) to 1 (data), not scaled: networks that were trained on 1000·t multiply themselves.</param>
/// <param name="x">The state; all latents one after the other, in whatever order the caller chose.</param>
/// <param name="conditional">Receives the velocity with the condition; as long as <paramref name="x"/>, its content is undefined before.</param>
/// <param name="unconditional">
/// Receives the velocity without the condition; as long as <paramref name="x"/>, or empty when guidance does not act at
/// <paramref name="t"/> and only the conditional velocity is wanted.
/// </param>
public delegate void VelocityFunction(double t, ReadOnlySpan<float> x, Span<float> conditional, Span<float> unconditional);
