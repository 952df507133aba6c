using System.Buffers;
using System.Numerics.Tensors;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>How the values of a synthetic tensor are made, part by part, so that none needs to be held as a whole and parts can be made side by side.</summary>
internal abstract class TensorValues
{
    /// <summary>Elements of a part; the last one of a tensor may be shorter.</summary>
    public const int PartLength = 1 << 20;

    /// <summary>Fills a part: its number, of which it begins with element number · <see cref="PartLength"/>, and the values. Parts may be made at the same time.</summary>
    public delegate void PartFiller(int part, Span<float> destination);

    /// <summary>Begins to make the values of one tensor; what that needs is let go with the delegate.</summary>
    public abstract PartFiller Open();

    /// <summary>Independent normal numbers.</summary>
    /// <param name="seed">Seed of the checkpoint.</param>
    /// <param name="source">Name of the tensor; with the seed it decides on all values.</param>
    /// <param name="mean">Mean.</param>
    /// <param name="deviation">Standard deviation.</param>
    public static TensorValues Normal(ulong seed, string source, float mean, float deviation) => new NormalValues(Key(seed, source), mean, deviation);

    /// <summary>Values that are computed as a whole.</summary>
    /// <param name="compute">Computes all of them, row-major.</param>
    public static TensorValues Computed(Func<float[]> compute) => new ComputedValues(compute);

    /// <summary>All values of a tensor.</summary>
    /// <param name="count">Number of its elements.</param>
    public float[] All(int count)
    {
        float[] values = new float[count];
        PartFiller fill = Open();
        Parallel.For(0, (count + PartLength - 1) / PartLength, part =>
            fill(part, values.AsSpan(part * PartLength, Math.Min(PartLength, count - (part * PartLength)))));
        return values;
    }

    // FNV-1a over the name's bytes, then a finaliser (that of SplitMix64) which spreads seed and name over all bits.
    private static ulong Key(ulong seed, string source)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte value in Encoding.UTF8.GetBytes(source))
        {
            hash = unchecked((hash ^ value) * 0x100000001B3);
        }

        hash = unchecked(hash + (seed * 0x9E3779B97F4A7C15));
        hash = unchecked((hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9);
        hash = unchecked((hash ^ (hash >> 27)) * 0x94D049BB133111EB);
        return hash ^ (hash >> 31);
    }

    private sealed class NormalValues(ulong key, float mean, float deviation) : TensorValues
    {
        public override PartFiller Open() => Fill;

        private void Fill(int part, Span<float> destination)
        {
            uint[] words = ArrayPool<uint>.Shared.Rent((destination.Length / 2) + 1);
            NormalTable.Fill(destination, key, (uint)part, words);
            ArrayPool<uint>.Shared.Return(words);
            TensorPrimitives.Multiply(destination, deviation, destination);
            if (mean != 0)
            {
                TensorPrimitives.Add(destination, mean, destination);
            }
        }
    }

    private sealed class ComputedValues(Func<float[]> compute) : TensorValues
    {
        public override PartFiller Open()
        {
            float[] values = compute();
            return (part, destination) => values.AsSpan(part * PartLength, destination.Length).CopyTo(destination);
        }
    }
}
