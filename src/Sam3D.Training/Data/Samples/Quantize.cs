using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Samples;

/// <summary>Rounds values to what is stored, so that a sample is the same before and after.</summary>
internal static class Quantize
{
    private const float DistanceSteps = 63f;

    /// <summary>Linear RGB, rounded in 8-bit sRGB.</summary>
    public static Vector3 Color(Vector3 linear) => FromBytes(
        ColorSpace.ToSrgbByte(linear.X), ColorSpace.ToSrgbByte(linear.Y), ColorSpace.ToSrgbByte(linear.Z));

    /// <summary>Linear RGB of 8-bit sRGB.</summary>
    public static Vector3 FromBytes(byte r, byte g, byte b) => new(ColorSpace.ToLinear(r), ColorSpace.ToLinear(g), ColorSpace.ToLinear(b));

    /// <summary>A direction, rounded to three signed bytes.</summary>
    public static Vector3 Normal(Vector3 direction)
    {
        (sbyte x, sbyte y, sbyte z) = ToBytes(direction);
        return FromBytes(x, y, z);
    }

    /// <summary>A direction as three signed bytes; a rounded one gives the same bytes again.</summary>
    public static (sbyte X, sbyte Y, sbyte Z) ToBytes(Vector3 direction)
    {
        // The largest component takes the whole range, which makes rounding twice the same as once.
        float largest = Math.Max(Math.Abs(direction.X), Math.Max(Math.Abs(direction.Y), Math.Abs(direction.Z)));
        Vector3 n = largest > 0 && float.IsFinite(largest) ? direction / largest * 127 : new Vector3(0, 0, 127);
        return ((sbyte)MathF.Round(n.X), (sbyte)MathF.Round(n.Y), (sbyte)MathF.Round(n.Z));
    }

    /// <summary>The unit vector of three signed bytes.</summary>
    public static Vector3 FromBytes(sbyte x, sbyte y, sbyte z) => Meshing.VertexNormals.Normalize(new Vector3(x, y, z));

    /// <summary>A signed distance in voxels as a byte.</summary>
    public static byte ToByte(float voxels) =>
        (byte)(128 + Math.Clamp((int)MathF.Round((float.IsNaN(voxels) ? 0 : voxels) * DistanceSteps), -126, 126));

    /// <summary>The signed distance in voxels of a byte.</summary>
    public static float Distance(byte value) => (value - 128) / DistanceSteps;
}
