using System.Numerics;

namespace Sam3D.Training.Data.Photos;

/// <summary>What an object needs to fit into a photograph.</summary>
/// <param name="Light">Factor for the light: exposure and white balance, linear RGB.</param>
/// <param name="Blur">Standard deviation of the blur in pixels.</param>
internal sealed record PhotoMatch(Vector3 Light, float Blur)
{
    private static readonly (float Sigma, float Ratio)[] Edges = [.. Enumerable.Range(0, 41).Select(i => (i * 0.05f, EdgeRatio(i * 0.05f)))];
    private static readonly Vector3 Luminance = new(0.2126f, 0.7152f, 0.0722f);

    /// <summary>Measures a photograph.</summary>
    /// <param name="colors">[S, S] linear RGB.</param>
    /// <param name="size">Side in pixels.</param>
    public static PhotoMatch Measure(Vector3[] colors, int size)
    {
        Vector3 sum = Vector3.Zero;
        foreach (Vector3 c in colors)
        {
            sum += c;
        }

        Vector3 mean = sum / colors.Length;
        float level = Math.Max(Vector3.Dot(mean, Luminance), 0.01f);

        // Grey world, half believed: a photograph of a meadow is not lit in green alone.
        Vector3 tint = Vector3.Lerp(Vector3.One, Vector3.Clamp(mean / level, new Vector3(0.6f), new Vector3(1.6f)), 0.5f);

        // 0.22 is what a scene lit as the synthetic ones averages to.
        float exposure = Math.Clamp(MathF.Sqrt(level / 0.22f), 0.35f, 1.6f);
        return new PhotoMatch(tint * exposure, MeasureBlur(colors, size));
    }

    // The mean squared difference over two pixels is twice that over one at hard edges and four times at soft ones.
    private static float MeasureBlur(Vector3[] colors, int size)
    {
        double one = 0, two = 0;
        for (int y = 0; y < size; y++)
        {
            for (int x = 2; x < size; x++)
            {
                int i = (y * size) + x;
                float a = Tone(colors[i]), b = Tone(colors[i - 1]), c = Tone(colors[i - 2]);
                one += (a - b) * (a - b);
                two += (a - c) * (a - c);
            }
        }

        float ratio = one > 1e-9 ? (float)(two / one) : 2f;
        foreach ((float sigma, float atSigma) in Edges)
        {
            if (atSigma >= ratio)
            {
                return sigma;
            }
        }

        return Edges[^1].Sigma;

        static float Tone(Vector3 c) => MathF.Sqrt(Math.Max(Vector3.Dot(c, Luminance), 0));
    }

    private static float EdgeRatio(float sigma)
    {
        double one = 0, two = 0;
        for (double x = -12; x < 12; x += 0.05)
        {
            double a = Step(x), b = Step(x - 1), c = Step(x - 2);
            one += (a - b) * (a - b);
            two += (a - c) * (a - c);
        }

        return (float)(two / one);

        // An edge seen through a pixel and a blur, close to a logistic curve.
        double Step(double x) => sigma < 0.05 ? Math.Clamp(x + 0.5, 0, 1) : 1 / (1 + Math.Exp(-1.702 * x / Math.Sqrt((sigma * sigma) + 0.083)));
    }
}
