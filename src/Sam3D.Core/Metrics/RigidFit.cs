using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>The rigid motion that brings points nearest to their partners, by least squares (Horn, "Closed-form solution of absolute orientation using unit quaternions", 1987).</summary>
internal static class RigidFit
{
    private const int Sweeps = 50;

    /// <summary>Fits a motion.</summary>
    /// <param name="from">At least one point.</param>
    /// <param name="to">Its partners.</param>
    public static RigidMotion Fit(ReadOnlySpan<Vector3> from, ReadOnlySpan<Vector3> to)
    {
        (double fx, double fy, double fz) = Mean(from);
        (double tx, double ty, double tz) = Mean(to);
        double xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0;
        for (int i = 0; i < from.Length; i++)
        {
            double px = from[i].X - fx, py = from[i].Y - fy, pz = from[i].Z - fz;
            double qx = to[i].X - tx, qy = to[i].Y - ty, qz = to[i].Z - tz;
            xx += px * qx;
            xy += px * qy;
            xz += px * qz;
            yx += py * qx;
            yy += py * qy;
            yz += py * qz;
            zx += pz * qx;
            zy += pz * qy;
            zz += pz * qz;
        }

        // The unit quaternion (w, x, y, z) that maximises Σ q·rotate(p) is the eigenvector of the largest eigenvalue of this matrix.
        double[,] n =
        {
            { xx + yy + zz, yz - zy, zx - xz, xy - yx },
            { yz - zy, xx - yy - zz, xy + yx, zx + xz },
            { zx - xz, xy + yx, yy - xx - zz, yz + zy },
            { xy - yx, zx + xz, yz + zy, zz - xx - yy },
        };
        Quaternion rotation = LargestEigenvector(n);
        Vector3 turned = Vector3.Transform(new Vector3((float)fx, (float)fy, (float)fz), rotation);
        return new RigidMotion(rotation, new Vector3((float)tx, (float)ty, (float)tz) - turned);
    }

    private static (double X, double Y, double Z) Mean(ReadOnlySpan<Vector3> points)
    {
        double x = 0, y = 0, z = 0;
        foreach (Vector3 p in points)
        {
            x += p.X;
            y += p.Y;
            z += p.Z;
        }

        return (x / points.Length, y / points.Length, z / points.Length);
    }

    // Jacobi's rotations: four by four, symmetric.
    private static Quaternion LargestEigenvector(double[,] a)
    {
        double[,] vectors = { { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 } };
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double off = 0;
            for (int p = 0; p < 4; p++)
            {
                for (int q = p + 1; q < 4; q++)
                {
                    off += Math.Abs(a[p, q]);
                    Rotate(a, vectors, p, q);
                }
            }

            if (off == 0)
            {
                break;
            }
        }

        int best = 0;
        for (int k = 1; k < 4; k++)
        {
            best = a[k, k] > a[best, best] ? k : best;
        }

        return Quaternion.Normalize(new Quaternion(
            (float)vectors[1, best], (float)vectors[2, best], (float)vectors[3, best], (float)vectors[0, best]));
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        double apq = a[p, q];
        if (Math.Abs(apq) < 1e-300 || Math.Abs(apq) < 1e-17 * (Math.Abs(a[p, p]) + Math.Abs(a[q, q])))
        {
            a[p, q] = a[q, p] = 0;
            return;
        }

        double theta = (a[q, q] - a[p, p]) / (2 * apq);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < 4; k++)
        {
            (double kp, double kq) = (a[k, p], a[k, q]);
            a[k, p] = (c * kp) - (s * kq);
            a[k, q] = (s * kp) + (c * kq);
        }

        for (int k = 0; k < 4; k++)
        {
            (double pk, double qk) = (a[p, k], a[q, k]);
            a[p, k] = (c * pk) - (s * qk);
            a[q, k] = (s * pk) + (c * qk);
            (double vp, double vq) = (vectors[k, p], vectors[k, q]);
            vectors[k, p] = (c * vp) - (s * vq);
            vectors[k, q] = (s * vp) + (c * vq);
        }
    }
}
