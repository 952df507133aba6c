using TorchSharp;

namespace Sam3D.Training;

/// <summary>Means of losses over the samples at the end of the data that are not trained on.</summary>
internal static class HeldOutLosses
{
    // No step of a run has such a number.
    private const long FirstStep = long.MinValue;

    /// <summary>The mean of each loss. Random numbers depend on the seed and the batch alone.</summary>
    /// <param name="seed">Seed of the phase.</param>
    /// <param name="first">Number of the first sample that is held out.</param>
    /// <param name="count">Number of them.</param>
    /// <param name="batch">Samples at a time.</param>
    /// <param name="losses">The losses of some samples: their means.</param>
    /// <returns>The means; empty for no samples.</returns>
    public static IReadOnlyList<LossValue> Mean(ulong seed, int first, int count, int batch, Func<int[], StepRandom, IReadOnlyList<LossValue>> losses)
    {
        using IDisposable plain = torch.no_grad();
        var sums = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        for (int done = 0; done < count; done += batch)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            int taken = Math.Min(batch, count - done);
            foreach (LossValue loss in losses([.. Enumerable.Range(first + done, taken)], new StepRandom(seed, FirstStep + done)))
            {
                sums[loss.Name] = sums.GetValueOrDefault(loss.Name) + (loss.Value * taken / count);
            }
        }

        return [.. sums.Select(s => new LossValue(s.Key, s.Value))];
    }
}
