using Sam3D.Tensors;

namespace Sam3D.Flow;

/// <summary>The velocity field of one sampling run: a <see cref="VelocityFunction"/> with its guidance, and memory for the result.</summary>
/// <remarks>Made by <see cref="FlowSampler"/>; not safe for concurrent use.</remarks>
public sealed class GuidedVelocity
{
    private readonly VelocityFunction _velocity;
    private readonly GuidanceOptions? _guidance;
    private readonly double _timeScale;
    private readonly Memory<float> _conditional;
    private readonly Memory<float> _unconditional;
    private readonly CancellationToken _cancellation;

    internal GuidedVelocity(
        VelocityFunction velocity,
        GuidanceOptions? guidance,
        double timeScale,
        Memory<float> conditional,
        Memory<float> unconditional,
        CancellationToken cancellation)
    {
        _velocity = velocity;
        _guidance = guidance;
        _timeScale = timeScale;
        _conditional = conditional;
        _unconditional = unconditional;
        _cancellation = cancellation;
    }

    /// <summary>Evaluates the field; one network call, or two where guidance acts.</summary>
    /// <param name="t">Time, 0 (noise) to 1 (data).</param>
    /// <param name="x">The state.</param>
    /// <returns>The velocity, valid until the next evaluation.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Velocity Evaluate(double t, ReadOnlySpan<float> x)
    {
        _cancellation.ThrowIfCancellationRequested();
        bool guided = _guidance is not null && _guidance.IsActive(_timeScale * t);
        Span<float> conditional = _conditional.Span;
        Span<float> unconditional = guided ? _unconditional.Span : [];
        _velocity(t, x, conditional, unconditional);
        return new Velocity(conditional, unconditional, guided ? _guidance!.Strength : 0f);
    }

    /// <summary>A velocity in its two branches, combined only where it is added to a state, so that no pass over memory is spent on it.</summary>
    public readonly ref struct Velocity
    {
        private readonly ReadOnlySpan<float> _conditional;
        private readonly ReadOnlySpan<float> _unconditional;
        private readonly float _strength;

        internal Velocity(ReadOnlySpan<float> conditional, ReadOnlySpan<float> unconditional, float strength)
        {
            _conditional = conditional;
            _unconditional = unconditional;
            _strength = strength;
        }

        /// <summary>destination = x + step · velocity.</summary>
        /// <param name="x">A state.</param>
        /// <param name="step">Step in time.</param>
        /// <param name="destination">Receives the result; may be <paramref name="x"/> itself.</param>
        public void Advance(ReadOnlySpan<float> x, double step, Span<float> destination)
        {
            if (_unconditional.IsEmpty)
            {
                TensorMath.Advance(x, _conditional, (float)step, destination);
            }
            else
            {
                TensorMath.AdvanceGuided(x, _conditional, _unconditional, _strength, (float)step, destination);
            }
        }
    }
}
