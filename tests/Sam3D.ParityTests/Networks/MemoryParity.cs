namespace Sam3D.ParityTests;

/// <summary>Compares memories that are stored as bfloat16.</summary>
internal static class MemoryParity
{
    /// <summary>Memories that are rounded may differ by one unit of bfloat16, where the values before lie at a border.</summary>
    /// <param name="fixture">The case.</param>
    /// <param name="name">The tensor.</param>
    /// <param name="actual">What to compare with it.</param>
    /// <param name="before">
    /// Largest error before rounding: a memory that differs by a unit changes what is attended to on the next frame, and so the values of the next memory.
    /// </param>
    /// <param name="isStrict">Whether nothing but the unit is allowed.</param>
    public static void Check(FixtureCase fixture, string name, float[] actual, float before = 0, bool isStrict = false)
    {
        float[] expected = fixture[name].Values;
        Assert.Equal(expected.Length, actual.Length);
        float noise = isStrict ? 0 : Math.Max(1e-5f * expected.Max(Math.Abs), before);
        double worst = expected.Zip(actual).Max(p => Math.Max(Math.Abs(p.First - p.Second) - noise, 0) / Unit(p.First));
        TestContext.Current.TestOutputHelper!.WriteLine($"{fixture.Name} {name}: {worst:F2} units of bfloat16 (limit 1)");
        Assert.True(worst <= 1, $"{fixture.Name} {name}: {worst:F2} units of bfloat16.");
    }

    private static double Unit(float value) => value == 0 ? 1e-30 : Math.ScaleB(1, Math.ILogB(value) - 7);
}
