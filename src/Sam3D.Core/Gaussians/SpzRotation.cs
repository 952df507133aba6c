using System.Buffers.Binary;
using System.Numerics;

namespace Sam3D.Gaussians;

/// <summary>The rotations of SPZ files.</summary>
internal static class SpzRotation
{
    private const int MagnitudeBits = 9;
    private const int MaxMagnitude = (1 << MagnitudeBits) - 1;
    private const double RootOfHalf = 0.70710678118654752440;

    /// <summary>
    /// Version 3, "smallest three": the number of the largest component (0 x, 1 y, 2 z, 3 w) in the two highest bits, then the others in that order, each a sign bit
    /// and nine bits of magnitude over √½. Signs are such that the largest component is positive.
    /// </summary>
    /// <param name="q">A unit quaternion.</param>
    public static uint Pack(Quaternion q)
    {
        int largest = 0;
        for (int k = 1; k < 4; k++)
        {
            largest = Math.Abs(q[k]) > Math.Abs(q[largest]) ? k : largest;
        }

        uint packed = (uint)largest;
        for (int k = 0; k < 4; k++)
        {
            if (k != largest)
            {
                uint sign = (q[k] < 0) != (q[largest] < 0) ? 1u : 0u;
                uint magnitude = (uint)Math.Min(MaxMagnitude, Math.Round(MaxMagnitude * Math.Abs(q[k]) / RootOfHalf));
                packed = (((packed << 1) | sign) << MagnitudeBits) | magnitude;
            }
        }

        return packed;
    }

    /// <summary>The rotation of 4 bytes (version 3) or of 3 (version 2: x, y, z as 127.5·q + 127.5, and w ≥ 0).</summary>
    public static Quaternion Unpack(ReadOnlySpan<byte> bytes)
    {
        Vector4 xyzw = Vector4.Zero;
        int missing = 3;
        if (bytes.Length == 3)
        {
            xyzw = new Vector4((new Vector3(bytes[0], bytes[1], bytes[2]) / 127.5f) - Vector3.One, 0);
        }
        else
        {
            uint packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            missing = (int)(packed >> 30);
            for (int k = 3; k >= 0; k--)
            {
                if (k != missing)
                {
                    float magnitude = (float)((packed & MaxMagnitude) * RootOfHalf / MaxMagnitude);
                    xyzw[k] = (packed & (MaxMagnitude + 1)) != 0 ? -magnitude : magnitude;
                    packed >>= MagnitudeBits + 1;
                }
            }
        }

        xyzw[missing] = MathF.Sqrt(Math.Max(0f, 1f - xyzw.LengthSquared()));
        return new Quaternion(xyzw.X, xyzw.Y, xyzw.Z, xyzw.W);
    }
}
