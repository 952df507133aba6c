using System.Numerics;

namespace Sam3D.Training.Data.Objects;

/// <summary>Smooth noise: random values on a lattice, blended between.</summary>
internal static class ValueNoise
{
    /// <summary>The value at a place, 0 to 1; one lattice cell has length 1.</summary>
    public static float At(Vector3 p)
    {
        var floor = new Vector3(MathF.Floor(p.X), MathF.Floor(p.Y), MathF.Floor(p.Z));
        Vector3 f = p - floor;
        f = f * f * (new Vector3(3) - (2 * f));
        int x = (int)floor.X, y = (int)floor.Y, z = (int)floor.Z;
        float low = Lerp(Lerp(Hash(x, y, z), Hash(x + 1, y, z), f.X), Lerp(Hash(x, y + 1, z), Hash(x + 1, y + 1, z), f.X), f.Y);
        float high = Lerp(Lerp(Hash(x, y, z + 1), Hash(x + 1, y, z + 1), f.X), Lerp(Hash(x, y + 1, z + 1), Hash(x + 1, y + 1, z + 1), f.X), f.Y);
        return Lerp(low, high, f.Z);
    }

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);

    private static float Hash(int x, int y, int z)
    {
        unchecked
        {
            uint h = ((uint)x * 0x8DA6B343u) ^ ((uint)y * 0xD8163841u) ^ ((uint)z * 0xCB1AB31Fu);
            h ^= h >> 15;
            h *= 0x2C1B3C6Du;
            h ^= h >> 12;
            h *= 0x297A2D39u;
            h ^= h >> 15;
            return (h >> 8) * (1f / (1 << 24));
        }
    }
}
