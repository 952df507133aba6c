using Sam3D.Training.Data.Meshes;

namespace Sam3D.Training.Tests.Data.Meshes;

/// <summary>Costly values are made once and given up, oldest first, beyond the limit.</summary>
public sealed class KeptValuesTests
{
    [Fact]
    public void WhatFitsIsMadeOnce()
    {
        int made = 0;
        var kept = new KeptValues<string>(100, s => s.Length);
        Parallel.For(0, 400, i => Assert.Equal($"value {i % 10}", kept.Get(i % 10, () =>
        {
            Interlocked.Increment(ref made);
            return $"value {i % 10}";
        })));
        Assert.Equal(10, made);
    }

    [Fact]
    public void TheOldestAreGivenUpFirst()
    {
        var made = new List<int>();
        var kept = new KeptValues<int>(30, v => v);
        foreach (int number in (int[])[0, 1, 2, 0, 3, 1, 0])
        {
            kept.Get(number, () =>
            {
                made.Add(number);
                return 10;
            });
        }

        // Three fit. 3 takes the place of 0, which is made again then, in place of 1.
        Assert.Equal([0, 1, 2, 3, 0], made);
    }

    [Fact]
    public void AValueBeyondTheLimitIsGivenAllTheSame()
    {
        var kept = new KeptValues<int>(5, v => v);
        Assert.Equal(50, kept.Get(1, () => 50));
        Assert.Equal(50, kept.Get(1, () => throw new InvalidOperationException("the last one is kept")));
        Assert.Equal(7, kept.Get(2, () => 7));
        Assert.Equal(51, kept.Get(1, () => 51));
    }
}
