namespace Sam3D.Flow;

/// <summary>The times of a sampling run, from noise (0) to data (1). Official: <c>ShortCut._prepare_t_and_d</c>.</summary>
public static class TimeSchedule
{
    /// <summary>Re-spaced times t = s / (1 + (r−1)(1−s)) of the uniform s = 0, 1/steps, …, 1, in double precision.</summary>
    /// <param name="steps">Sampling steps, 1 to 100,000.</param>
    /// <param name="rescaleT">Re-spacing r above 0: 1 is uniform; larger values make the steps near the noise smaller.</param>
    /// <returns>steps + 1 strictly increasing times; the first is 0, the last is 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static double[] Create(int steps, double rescaleT)
    {
        CheckSteps(steps);
        CheckSpacing(rescaleT);
        double[] times = new double[steps + 1];
        double spacing = 1.0 / steps;
        for (int i = 1; i < steps; i++)
        {
            double s = i * spacing; // as numpy.linspace, so that a time on the guidance interval's end falls on the same side
            times[i] = s / (1.0 + ((rescaleT - 1.0) * (1.0 - s)));
        }

        times[steps] = 1.0;
        return times;
    }

    /// <summary>
    /// The same times computed in float32 and in the order of <c>torch.linspace</c>, each half from its own end. Official:
    /// <c>FlowMatching._prepare_t</c> (structured latents), where a time may fall on the other side of the guidance interval's end.
    /// </summary>
    /// <param name="steps">Sampling steps, 1 to 100,000.</param>
    /// <param name="rescaleT">Re-spacing r above 0, as in <see cref="Create"/>.</param>
    /// <returns>steps + 1 times, each a float32; the first is 0, the last is 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static double[] CreateSingle(int steps, double rescaleT)
    {
        CheckSteps(steps);
        CheckSpacing(rescaleT);
        double[] times = new double[steps + 1];
        float spacing = 1f / steps, stretch = (float)(rescaleT - 1.0);
        for (int i = 0; i <= steps; i++)
        {
            float s = i < times.Length / 2 ? spacing * i : 1f - (spacing * (steps - i));
            times[i] = s / (1f + (stretch * (1f - s)));
        }

        return times;
    }

    /// <summary>
    /// The step size d that a distilled (shortcut) model is told: 1/steps, also where the times are re-spaced. Ordinary sampling passes 0.
    /// </summary>
    /// <param name="steps">Sampling steps, 1 to 100,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is out of range.</exception>
    public static double ShortcutStep(int steps)
    {
        CheckSteps(steps);
        return 1.0 / steps;
    }

    private static void CheckSpacing(double rescaleT)
    {
        if (!(rescaleT > 0 && double.IsFinite(rescaleT)))
        {
            throw new ArgumentOutOfRangeException(nameof(rescaleT), rescaleT, "The re-spacing of time must be finite and above 0.");
        }
    }

    private static void CheckSteps(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 100_000);
    }
}
