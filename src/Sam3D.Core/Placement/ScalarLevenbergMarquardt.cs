namespace Sam3D.Placement;

/// <summary>
/// Levenberg–Marquardt with one unknown (Moré, "The Levenberg–Marquardt algorithm: implementation and theory", 1978), with the trust region, forward
/// difference and stopping rules of MINPACK's <c>lmdif</c>, which SciPy's <c>least_squares(method="lm")</c> calls: with the loose
/// tolerance of the official code the result depends on where the iteration stops.
/// </summary>
internal static class ScalarLevenbergMarquardt
{
    private const double InitialRadius = 100.0;
    private const double StepTolerance = 1e-8;
    private const double GradientTolerance = 1e-8;
    private const int MaxEvaluations = 200;

    /// <summary>Evaluates the residuals at x.</summary>
    public delegate void Residuals(double x, Span<double> residuals);

    /// <summary>Minimises the sum of squared residuals.</summary>
    /// <param name="residuals">The residuals.</param>
    /// <param name="count">Number of residuals.</param>
    /// <param name="start">First x.</param>
    /// <param name="tolerance">Relative reduction of the sum of squares, actual and predicted, at which to stop.</param>
    /// <returns>The x with the smallest sum; <paramref name="start"/> when nothing is better.</returns>
    public static double Minimize(Residuals residuals, int count, double start, double tolerance)
    {
        double[] current = new double[count];
        double[] trial = new double[count];
        double x = start;
        residuals(x, current);
        double norm = Norm(current);
        double damping = 0.0;
        double radius = x == 0 ? InitialRadius : InitialRadius * Math.Abs(x);
        bool isFirst = true;

        for (int evaluations = 1; evaluations < MaxEvaluations && norm > 0;)
        {
            (double slope, double gradient) = Differentiate(residuals, x, current, trial);
            evaluations++;
            double curvature = slope * slope;
            if (!(Math.Abs(gradient) > GradientTolerance * slope * norm))
            {
                return x;
            }

            double ratio;
            do
            {
                damping = Damping(gradient, curvature, radius, damping);
                double step = -gradient / (curvature + damping);
                double length = Math.Abs(step);
                radius = isFirst ? Math.Min(radius, length) : radius;
                residuals(x + step, trial);
                evaluations++;
                double trialNorm = Norm(trial);

                double linear = slope * length / norm;
                double damped = Math.Sqrt(damping) * length / norm;
                double actual = 0.1 * trialNorm < norm ? 1.0 - (trialNorm / norm * (trialNorm / norm)) : -1.0;
                double predicted = (linear * linear) + (2.0 * damped * damped);
                double derivative = -((linear * linear) + (damped * damped));
                ratio = predicted == 0 ? 0.0 : actual / predicted;
                if (ratio <= 0.25)
                {
                    double shrink = actual >= 0 ? 0.5 : 0.5 * derivative / (derivative + (0.5 * actual));
                    shrink = 0.1 * trialNorm >= norm || shrink < 0.1 ? 0.1 : shrink;
                    radius = shrink * Math.Min(radius, length / 0.1);
                    damping /= shrink;
                }
                else if (damping == 0 || ratio >= 0.75)
                {
                    radius = length / 0.5;
                    damping *= 0.5;
                }

                if (ratio >= 1e-4)
                {
                    x += step;
                    (current, trial) = (trial, current);
                    norm = trialNorm;
                    isFirst = false;
                }

                bool isFlat = Math.Abs(actual) <= tolerance && predicted <= tolerance && 0.5 * ratio <= 1.0;
                if (isFlat || radius <= StepTolerance * Math.Abs(x) || double.IsNaN(ratio) || evaluations >= MaxEvaluations)
                {
                    return x;
                }
            }
            while (ratio < 1e-4);
        }

        return x;
    }

    /// <summary>Length of the derivative of the residuals, and half the derivative of the sum of their squares, by a forward difference.</summary>
    private static (double Slope, double Gradient) Differentiate(Residuals residuals, double x, double[] current, double[] scratch)
    {
        const double rootOfEpsilon = 1.4901161193847656e-08;
        double h = x == 0 ? rootOfEpsilon : rootOfEpsilon * Math.Abs(x);
        residuals(x + h, scratch);
        double squares = 0, product = 0;
        for (int i = 0; i < current.Length; i++)
        {
            double derivative = (scratch[i] - current[i]) / h;
            squares += derivative * derivative;
            product += derivative * current[i];
        }

        return (Math.Sqrt(squares), product);
    }

    /// <summary>The damping for which the step is as long as the trust region, within a tenth; 0 when the undamped step is short enough.</summary>
    private static double Damping(double gradient, double curvature, double radius, double previous)
    {
        const double slack = 0.1;
        double pull = Math.Abs(gradient);
        if ((pull / curvature) - radius <= slack * radius)
        {
            return 0.0;
        }

        double exact = (pull / radius) - curvature;
        double kept = Math.Max(previous, exact);
        return Math.Abs((pull / (curvature + kept)) - radius) <= slack * radius ? kept : exact;
    }

    private static double Norm(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }

        return Math.Sqrt(sum);
    }
}
