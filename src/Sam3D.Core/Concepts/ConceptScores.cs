namespace Sam3D.Concepts;

/// <summary>Scores of what a concept prompt finds (SAM 3).</summary>
internal static class ConceptScores
{
    private const float Least = 1e-3f, Largest = 10;

    /// <summary>The probability of a query: that it is the concept, and that the concept is in the picture.</summary>
    public static float Probability(float logit, float presence) => Sigmoid(logit) * Sigmoid(presence);

    /// <summary>The same as a logit, as the video detector has it: of a probability held above 0.001, −10 to 10.</summary>
    public static float Join(float logit, float presence)
    {
        float probability = Probability(logit, presence);
        return Math.Clamp(MathF.Log(Math.Max(probability, Least) / Math.Max(1 - probability, Least)), -Largest, Largest);
    }

    /// <summary>Logit to probability.</summary>
    public static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}
