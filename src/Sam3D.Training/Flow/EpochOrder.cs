using Sam3D.Tensors;

namespace Sam3D.Training;

/// <summary>Which samples a step takes: every sample once an epoch, in an order that depends on the seed and the epoch alone.</summary>
internal sealed class EpochOrder
{
    private readonly ulong _seed;
    private readonly int _count;
    private readonly int[] _order;
    private long _epoch = -1;

    /// <summary>Creates the order.</summary>
    /// <param name="seed">Seed of the phase.</param>
    /// <param name="count">Number of samples, at least 1.</param>
    public EpochOrder(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_seed, _count) = (seed, count);
        _order = new int[count];
    }

    /// <summary>The samples of a step.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="batch">Samples a step.</param>
    public int[] Take(long step, int batch)
    {
        int[] samples = new int[batch];
        for (int i = 0; i < batch; i++)
        {
            long place = (step * batch) + i;
            Shuffle(place / _count);
            samples[i] = _order[place % _count];
        }

        return samples;
    }

    private void Shuffle(long epoch)
    {
        if (epoch == _epoch)
        {
            return;
        }

        uint[] bits = new uint[_count];
        Philox.FillBits(bits, StepRandom.Mix(_seed ^ 0x5A5A), (uint)epoch);
        for (int i = 0; i < _count; i++)
        {
            _order[i] = i;
        }

        for (int i = _count - 1; i > 0; i--)
        {
            int other = (int)((ulong)bits[i] * (ulong)(i + 1) >> 32);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }

        _epoch = epoch;
    }
}
