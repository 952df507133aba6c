using System.Numerics;

namespace Sam3D.GraphCuts;

/// <summary>A mixture of Gaussians over colours, fitted to weighted pixels without any randomness (Rother et al., "GrabCut", 2004).</summary>
internal sealed class ColorMixture
{
    /// <summary>Number of Gaussians.</summary>
    public const int Size = 5;

    // (3/255)²: noise of a picture of 8 bits, so that a single colour has a variance too.
    private const float Noise = 1.4e-4f;
    private const int Rounds = 3;
    private readonly Gaussian[] _parts;

    private ColorMixture(Gaussian[] parts) => _parts = parts;

    /// <summary>Fits a mixture.</summary>
    /// <param name="colors">Colours, 0 to 1.</param>
    /// <param name="weights">How much each counts, 0 or more.</param>
    /// <returns>The mixture; <see langword="null"/> where no pixel counts.</returns>
    public static ColorMixture? Fit(ReadOnlySpan<Vector3> colors, ReadOnlySpan<float> weights)
    {
        // 1. One cluster, of which the widest is cut in two along its longest axis until there are enough.
        byte[] owner = new byte[colors.Length];
        var clusters = new List<Moments> { Moments.Of(colors, weights, owner, 0) };
        if (!(clusters[0].Weight > 0))
        {
            return null;
        }

        while (clusters.Count < Size)
        {
            int widest = clusters.Index().MaxBy(c => c.Item.Spread * c.Item.Weight).Index;
            (Vector3 mean, Vector3 axis) = (clusters[widest].Mean, clusters[widest].Axis);
            byte added = (byte)clusters.Count;
            for (int i = 0; i < owner.Length; i++)
            {
                owner[i] = owner[i] == widest && Vector3.Dot(colors[i] - mean, axis) > 0 ? added : owner[i];
            }

            Moments other = Moments.Of(colors, weights, owner, added);
            if (!(other.Weight > 0))
            {
                break;
            }

            clusters[widest] = Moments.Of(colors, weights, owner, (byte)widest);
            clusters.Add(other);
        }

        // 2. Pixels go to the Gaussian that explains them best.
        var mixture = new ColorMixture(Parts(clusters));
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < owner.Length; i++)
            {
                owner[i] = weights[i] > 0 ? mixture.Best(colors[i]) : byte.MaxValue;
            }

            clusters.Clear();
            for (byte c = 0; c < mixture._parts.Length; c++)
            {
                clusters.Add(Moments.Of(colors, weights, owner, c));
            }

            clusters.RemoveAll(c => !(c.Weight > 0));
            mixture = new ColorMixture(Parts(clusters));
        }

        return mixture;
    }

    /// <summary>Natural logarithm of the density of a colour.</summary>
    public float LogDensity(Vector3 color)
    {
        Span<float> logs = stackalloc float[Size];
        float highest = float.NegativeInfinity;
        for (int c = 0; c < _parts.Length; c++)
        {
            logs[c] = _parts[c].LogDensity(color);
            highest = MathF.Max(highest, logs[c]);
        }

        float sum = 0;
        for (int c = 0; c < _parts.Length; c++)
        {
            sum += MathF.Exp(logs[c] - highest);
        }

        return highest + MathF.Log(sum);
    }

    private byte Best(Vector3 color)
    {
        int best = 0;
        float highest = float.NegativeInfinity;
        for (int c = 0; c < _parts.Length; c++)
        {
            float log = _parts[c].LogDensity(color);
            (best, highest) = log > highest ? (c, log) : (best, highest);
        }

        return (byte)best;
    }

    private static Gaussian[] Parts(List<Moments> clusters)
    {
        double total = clusters.Sum(c => c.Weight);
        return [.. clusters.Select(c => Gaussian.Of(c, c.Weight / total))];
    }

    /// <summary>Weight, mean and covariance of a cluster.</summary>
    private readonly record struct Moments(double Weight, Vector3 Mean, float Xx, float Yy, float Zz, float Xy, float Xz, float Yz)
    {
        /// <summary>Variance along <see cref="Axis"/>.</summary>
        public float Spread => Vector3.Dot(Axis, Turn(Axis));

        /// <summary>The direction in which the cluster is longest.</summary>
        public Vector3 Axis
        {
            get
            {
                Vector3 axis = Vector3.Normalize(new Vector3(1, 0.9f, 0.8f));
                for (int i = 0; i < 16; i++)
                {
                    Vector3 turned = Turn(axis);
                    axis = turned.LengthSquared() > 0 ? Vector3.Normalize(turned) : axis;
                }

                return axis;
            }
        }

        public static Moments Of(ReadOnlySpan<Vector3> colors, ReadOnlySpan<float> weights, byte[] owner, byte cluster)
        {
            double weight = 0, x = 0, y = 0, z = 0, xx = 0, yy = 0, zz = 0, xy = 0, xz = 0, yz = 0;
            for (int i = 0; i < owner.Length; i++)
            {
                if (owner[i] != cluster)
                {
                    continue;
                }

                double w = weights[i], r = colors[i].X, g = colors[i].Y, b = colors[i].Z;
                (weight, x, y, z) = (weight + w, x + (w * r), y + (w * g), z + (w * b));
                (xx, yy, zz) = (xx + (w * r * r), yy + (w * g * g), zz + (w * b * b));
                (xy, xz, yz) = (xy + (w * r * g), xz + (w * r * b), yz + (w * g * b));
            }

            if (!(weight > 1e-6))
            {
                return default;
            }

            (x, y, z) = (x / weight, y / weight, z / weight);
            float Central(double sum, double product) => (float)((sum / weight) - product);
            return new Moments(
                weight, new Vector3((float)x, (float)y, (float)z), Central(xx, x * x), Central(yy, y * y), Central(zz, z * z), Central(xy, x * y), Central(xz, x * z), Central(yz, y * z));
        }

        private Vector3 Turn(Vector3 v) => new((Xx * v.X) + (Xy * v.Y) + (Xz * v.Z), (Xy * v.X) + (Yy * v.Y) + (Yz * v.Z), (Xz * v.X) + (Yz * v.Y) + (Zz * v.Z));
    }

    /// <summary>One Gaussian: its mean, the inverse of its covariance, and the logarithm of all that is constant.</summary>
    private readonly record struct Gaussian(Vector3 Mean, Vector3 Diagonal, Vector3 Mixed, float Constant)
    {
        public static Gaussian Of(Moments m, double share)
        {
            double xx = Math.Max(0, m.Xx) + Noise, yy = Math.Max(0, m.Yy) + Noise, zz = Math.Max(0, m.Zz) + Noise, xy = m.Xy, xz = m.Xz, yz = m.Yz;
            double a = (yy * zz) - (yz * yz), b = (xz * yz) - (xy * zz), c = (xy * yz) - (xz * yy);
            double determinant = Math.Max((xx * a) + (xy * b) + (xz * c), (double)Noise * Noise * Noise);
            return new Gaussian(
                m.Mean,
                new Vector3((float)(a / determinant), (float)(((xx * zz) - (xz * xz)) / determinant), (float)(((xx * yy) - (xy * xy)) / determinant)),
                new Vector3((float)(b / determinant), (float)(c / determinant), (float)(((xy * xz) - (xx * yz)) / determinant)),
                (float)(Math.Log(share) - (0.5 * Math.Log(determinant)) - (1.5 * Math.Log(2 * Math.PI))));
        }

        public float LogDensity(Vector3 color)
        {
            Vector3 d = color - Mean;
            float squared = Vector3.Dot(Diagonal, d * d) + (2 * ((Mixed.X * d.X * d.Y) + (Mixed.Y * d.X * d.Z) + (Mixed.Z * d.Y * d.Z)));
            return Constant - (0.5f * squared);
        }
    }
}
