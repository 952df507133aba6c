using System.Numerics;
using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Placement;

internal static class RandomPoses
{
    public static Vector3 Point(uint index) => new(Numbers(3, index));

    public static Quaternion Rotation(uint index)
    {
        float[] n = Numbers(4, index);
        return Quaternion.Normalize(new Quaternion(n[0], n[1], n[2], n[3]));
    }

    public static ObjectPose Pose(uint index) => new()
    {
        Rotation = Rotation(1000 + index),
        Translation = 2 * Point(2000 + index),
        Scale = 0.2f + Math.Abs(Point(3000 + index).X),
        IsMetric = index % 2 == 0,
    };

    public static void AssertClose(Vector3 expected, Vector3 actual, float tolerance = 1e-5f) =>
        Assert.True(Vector3.Distance(expected, actual) <= tolerance * (1 + expected.Length()), $"{actual}, expected {expected}");

    /// <summary>Equal as rotations: a quaternion and its negative are the same.</summary>
    public static void AssertSame(Quaternion expected, Quaternion actual) =>
        Assert.Equal(1f, Math.Abs(Quaternion.Dot(expected, actual)), 1e-5f);

    private static float[] Numbers(int count, uint index)
    {
        float[] values = new float[count];
        Philox.FillNormal(values, seed: 17, index);
        return values;
    }
}
