namespace Sam3D.Layout;

/// <summary>Finds a maximum without derivatives: the downhill simplex (Nelder and Mead, "A simplex method for function minimization", 1965). Deterministic.</summary>
internal static class SimplexSearch
{
    /// <summary>Searches.</summary>
    /// <param name="function">What is to become large; finite.</param>
    /// <param name="steps">The first simplex: zero, and one corner a freedom that is this far from it.</param>
    /// <param name="evaluations">Calls of the function at most, beyond the first simplex one round more.</param>
    /// <param name="smallest">Ends when the simplex is smaller than this part of the first one.</param>
    /// <returns>The best place and its value.</returns>
    public static (double[] Place, double Value) Maximize(Func<double[], double> function, ReadOnlySpan<double> steps, int evaluations, double smallest = 0.02)
    {
        int n = steps.Length, used = 0;
        double[] first = steps.ToArray();
        double Evaluate(double[] place)
        {
            used++;
            return function(place);
        }

        var corners = new (double[] Place, double Value)[n + 1];
        for (int i = 0; i <= n; i++)
        {
            double[] place = new double[n];
            if (i > 0)
            {
                place[i - 1] = first[i - 1];
            }

            corners[i] = (place, Evaluate(place));
        }

        while (used < evaluations)
        {
            // Best first; of equal ones the earlier.
            corners = [.. corners.OrderByDescending(c => c.Value)];
            if (Size(corners, first) < smallest)
            {
                break;
            }

            double[] middle = new double[n];
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k < n; k++)
                {
                    middle[k] += corners[i].Place[k] / n;
                }
            }

            (double[] worst, double lowest) = corners[n];
            (double[] Place, double Value) Along(double factor)
            {
                double[] place = new double[n];
                for (int k = 0; k < n; k++)
                {
                    place[k] = middle[k] + (factor * (worst[k] - middle[k]));
                }

                return (place, Evaluate(place));
            }

            (double[] Place, double Value) reflected = Along(-1);
            if (reflected.Value > corners[0].Value)
            {
                (double[] Place, double Value) expanded = Along(-2);
                corners[n] = expanded.Value > reflected.Value ? expanded : reflected;
            }
            else if (reflected.Value > corners[n - 1].Value)
            {
                corners[n] = reflected;
            }
            else
            {
                (double[] Place, double Value) contracted = reflected.Value > lowest ? Along(-0.5) : Along(0.5);
                if (contracted.Value > Math.Max(lowest, reflected.Value))
                {
                    corners[n] = contracted;
                }
                else
                {
                    for (int i = 1; i <= n; i++)
                    {
                        double[] place = [.. corners[i].Place.Select((v, k) => (v + corners[0].Place[k]) / 2)];
                        corners[i] = (place, Evaluate(place));
                    }
                }
            }
        }

        return corners.MaxBy(c => c.Value);
    }

    private static double Size((double[] Place, double Value)[] corners, double[] first)
    {
        double largest = 0;
        foreach ((double[] place, _) in corners)
        {
            for (int k = 0; k < first.Length; k++)
            {
                largest = Math.Max(largest, Math.Abs((place[k] - corners[0].Place[k]) / first[k]));
            }
        }

        return largest;
    }
}
