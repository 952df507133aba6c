namespace Sam3D.Metrics;

/// <summary>
/// Strengths of models from comparisons of two: P(i beats j) = p_i / (p_i + p_j) (Bradley and Terry, "Rank analysis of incomplete block designs", 1952), with the greatest likelihood, found by
/// the minorise–maximise steps of Hunter, "MM algorithms for generalized Bradley-Terry models", 2004. A tie is half a win for each.
/// </summary>
public static class BradleyTerry
{
    /// <summary>The most models.</summary>
    public const int MaxModels = 1000;

    private const int MaxSteps = 100_000;
    private const double Converged = 1e-12;
    private const double EloOfFactorTen = 400;

    /// <summary>Fits strengths.</summary>
    /// <param name="preferences">At least one comparison, of two different models each.</param>
    /// <param name="prior">
    /// Comparisons that each model is thought to have drawn with a model of average strength, 0 to 1000. Above 0 every model gets a finite strength; with 0 it must be possible to get from every model to every
    /// other one along wins. Default 0.
    /// </param>
    /// <returns>The models, strongest first; equal ones by name.</returns>
    /// <exception cref="EvaluationException">There is nothing to compare, a model is compared with itself, or, without a prior, a strength is not bounded.</exception>
    public static IReadOnlyList<ModelStrength> Fit(IReadOnlyList<Preference> preferences, double prior = 0)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        if (!(prior >= 0 && prior <= 1000))
        {
            throw new ArgumentOutOfRangeException(nameof(prior), prior, "Expected 0 to 1000.");
        }

        string[] names = [.. preferences.SelectMany(p => new[] { p.First, p.Second }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Length is < 2 or > MaxModels)
        {
            throw new EvaluationException($"The comparisons name {names.Length} models, expected 2 to {MaxModels}: give comparisons of different models.");
        }

        double[,] wins = Count(preferences, names);
        if (prior == 0)
        {
            RequireConnection(wins, names);
        }

        double[] strengths = Solve(wins, prior);
        return [.. names
            .Select((name, i) => new ModelStrength(name, strengths[i], EloOfFactorTen * Math.Log10(strengths[i])))
            .OrderByDescending(m => m.Strength)
            .ThenBy(m => m.Name, StringComparer.Ordinal)];
    }

    private static double[,] Count(IReadOnlyList<Preference> preferences, string[] names)
    {
        var numbers = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        double[,] wins = new double[names.Length, names.Length];
        foreach (Preference p in preferences)
        {
            int i = numbers[p.First], j = numbers[p.Second];
            if (i == j)
            {
                throw new EvaluationException($"'{p.First}' is compared with itself: give comparisons of different models.");
            }

            wins[i, j] += p.Outcome switch { PreferenceOutcome.First => 1, PreferenceOutcome.Tie => 0.5, _ => 0 };
            wins[j, i] += p.Outcome switch { PreferenceOutcome.Second => 1, PreferenceOutcome.Tie => 0.5, _ => 0 };
        }

        return wins;
    }

    // The likelihood has a largest value exactly when no group of models always wins (or is never compared with the rest).
    private static void RequireConnection(double[,] wins, string[] names)
    {
        int? lost = FirstUnreached(names.Length, (i, j) => wins[i, j] > 0) ?? FirstUnreached(names.Length, (i, j) => wins[j, i] > 0);
        if (lost is { } k)
        {
            throw new EvaluationException(
                $"The comparisons do not bound the strength of '{names[k]}': it, or its group, never won or never lost against the others. Add comparisons, or use a prior above 0.");
        }
    }

    private static int? FirstUnreached(int count, Func<int, int, bool> leads)
    {
        bool[] reached = new bool[count];
        var open = new Stack<int>([0]);
        reached[0] = true;
        while (open.TryPop(out int i))
        {
            for (int j = 0; j < count; j++)
            {
                if (!reached[j] && leads(i, j))
                {
                    reached[j] = true;
                    open.Push(j);
                }
            }
        }

        int first = Array.IndexOf(reached, false);
        return first < 0 ? null : first;
    }

    private static double[] Solve(double[,] wins, double prior)
    {
        int n = wins.GetLength(0);
        double[] strengths = new double[n], next = new double[n];
        Array.Fill(strengths, 1);
        for (int step = 0; step < MaxSteps; step++)
        {
            double change = 0, logarithms = 0;
            for (int i = 0; i < n; i++)
            {
                double won = prior / 2, met = prior / (strengths[i] + 1);
                for (int j = 0; j < n; j++)
                {
                    if (j != i)
                    {
                        won += wins[i, j];
                        met += (wins[i, j] + wins[j, i]) / (strengths[i] + strengths[j]);
                    }
                }

                next[i] = won / met;
                logarithms += Math.Log(next[i]);
            }

            // Only ratios count; the geometric mean is kept at 1. With a prior the average model has strength 1 already.
            double factor = prior > 0 ? 1 : Math.Exp(-logarithms / n);
            for (int i = 0; i < n; i++)
            {
                double value = next[i] * factor;
                change = Math.Max(change, Math.Abs(Math.Log(value / strengths[i])));
                strengths[i] = value;
            }

            if (change < Converged)
            {
                return strengths;
            }
        }

        throw new EvaluationException(
            $"The strengths did not settle within {MaxSteps:N0} steps: the comparisons hardly connect the models. Add comparisons, or use a prior above 0.");
    }
}

/// <summary>How strong a model is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Strength">p, above 0; the geometric mean of all models is 1 (without a prior).</param>
/// <param name="Elo">400·log10(p): a difference of 400 means ten wins for one loss.</param>
public sealed record ModelStrength(string Name, double Strength, double Elo);
