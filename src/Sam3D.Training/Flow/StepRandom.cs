using Sam3D.Tensors;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Random numbers of a training step. They depend on the seed, the step and what they are for, and on nothing else, so that a resumed run draws what the
/// interrupted one would have drawn.
/// </summary>
/// <param name="seed">Seed of the phase.</param>
/// <param name="step">Number of the step.</param>
internal readonly struct StepRandom(ulong seed, long step)
{
    private readonly ulong _key = Mix(Mix(seed) + (ulong)step);

    /// <summary>Standard normal numbers.</summary>
    /// <param name="purpose">What they are for; each purpose has numbers of its own.</param>
    /// <param name="shape">Sizes.</param>
    public torch.Tensor Normal(uint purpose, params long[] shape) => AlignedTensor.Create(Normals(purpose, shape.Aggregate(1L, (a, b) => a * b)), shape);

    /// <summary>Standard normal numbers.</summary>
    public float[] Normals(uint purpose, long count)
    {
        float[] values = new float[count];
        Philox.FillNormal(values, _key, purpose);
        return values;
    }

    /// <summary>Uniform numbers in [0, 1).</summary>
    public float[] Uniforms(uint purpose, int count)
    {
        float[] values = new float[count];
        Philox.FillUniform(values, _key, purpose);
        return values;
    }

    /// <summary>SplitMix64's finaliser.</summary>
    internal static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
