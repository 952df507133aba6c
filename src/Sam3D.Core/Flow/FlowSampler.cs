using System.Buffers;

namespace Sam3D.Flow;

/// <summary>Samples a rectified flow: integrates dx/dt = v(t, x) from noise at t = 0 to data at t = 1 (Liu et al. 2022).</summary>
public static class FlowSampler
{
    /// <summary>Integrates a state. Allocates nothing per step; buffers are rented once per call.</summary>
    /// <param name="options">Steps, spacing of time, guidance and solver.</param>
    /// <param name="x">In: noise. Out: data. After an exception or a cancellation its content is undefined.</param>
    /// <param name="velocity">The flow model.</param>
    /// <param name="onStep">Called after each step with the number of finished steps and of all steps.</param>
    /// <param name="ct">Cancels the run before the next evaluation of <paramref name="velocity"/>.</param>
    /// <exception cref="ArgumentException">The options cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static void Sample(
        FlowSamplerOptions options,
        Span<float> x,
        VelocityFunction velocity,
        Action<int, int>? onStep = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(velocity);
        options.Validate();
        double[] times = options.SinglePrecisionTimes
            ? TimeSchedule.CreateSingle(options.Steps, options.RescaleT)
            : TimeSchedule.Create(options.Steps, options.RescaleT);

        int length = x.Length;
        int scratchLength = checked(options.Solver.ScratchStates * length);
        bool canGuide = options.Guidance is { Strength: not 0 };
        using var conditional = new RentedArray(length);
        using var unconditional = new RentedArray(canGuide ? length : 0);
        using var scratch = new RentedArray(scratchLength);
        var field = new GuidedVelocity(
            velocity, options.Guidance, options.TimeScale, conditional.Memory, unconditional.Memory, ct);

        for (int step = 0; step < options.Steps; step++)
        {
            options.Solver.Step(field, times[step], times[step + 1] - times[step], x, scratch.Memory.Span);
            onStep?.Invoke(step + 1, options.Steps);
        }
    }

    private readonly struct RentedArray(int length) : IDisposable
    {
        private readonly float[] _array = ArrayPool<float>.Shared.Rent(length);

        public Memory<float> Memory => _array.AsMemory(0, length);

        public void Dispose() => ArrayPool<float>.Shared.Return(_array);
    }
}
