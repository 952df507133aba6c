using System.Numerics;
using Sam3D.Tensors;

namespace Sam3D.Training.Data;

/// <summary>Random numbers of one part of one training sample, drawn one after the other from Philox 4x32-10.</summary>
/// <remarks>Depends on (seed, index, part) alone, so that samples can be made in any order. Not thread safe.</remarks>
internal sealed class SampleRandom
{
    private const int BlockSize = 64;
    private readonly float[] _block = new float[BlockSize];
    private readonly ulong _seed;
    private readonly uint _part;
    private int _drawn;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">The dataset's seed.</param>
    /// <param name="index">The sample's number.</param>
    /// <param name="part">What the numbers are for, below 2¹⁶; the sequences of different parts are independent.</param>
    public SampleRandom(ulong seed, uint index, ushort part)
    {
        Span<uint> words = stackalloc uint[2];
        Philox.FillBits(words, seed, index);
        _seed = words[0] | ((ulong)words[1] << 32);
        _part = (uint)part << 16;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public float Next()
    {
        int place = _drawn % BlockSize;
        if (place == 0)
        {
            Philox.FillUniform(_block, _seed, _part + (uint)(_drawn / BlockSize));
        }

        _drawn++;
        return _block[place];
    }

    /// <summary>Uniform in [low, high).</summary>
    public float Range(float low, float high) => low + ((high - low) * Next());

    /// <summary>Uniform integer from low to high, both included.</summary>
    public int Whole(int low, int high) => Math.Min(high, low + (int)(Next() * (high - low + 1)));

    /// <summary>True with a probability.</summary>
    public bool Chance(float probability) => Next() < probability;

    /// <summary>One of some values, all alike.</summary>
    public T Pick<T>(params ReadOnlySpan<T> values) => values[Whole(0, values.Length - 1)];

    /// <summary>A point with uniform coordinates in [low, high)³.</summary>
    public Vector3 Cube(float low, float high) => new(Range(low, high), Range(low, high), Range(low, high));
}
