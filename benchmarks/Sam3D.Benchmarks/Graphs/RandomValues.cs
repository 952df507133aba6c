using Sam3D.Tensors;

namespace Sam3D.Benchmarks;

/// <summary>Arrays that are the same in every run.</summary>
internal static class RandomValues
{
    private const ulong Seed = 1;

    /// <summary>Values in [0, 1).</summary>
    public static float[] Uniform(int count, uint stream)
    {
        float[] values = new float[count];
        Philox.FillUniform(values, Seed, stream);
        return values;
    }

    /// <summary>Values of mean 0 and deviation 1.</summary>
    public static float[] Normal(int count, uint stream)
    {
        float[] values = new float[count];
        Philox.FillNormal(values, Seed, stream);
        return values;
    }
}
