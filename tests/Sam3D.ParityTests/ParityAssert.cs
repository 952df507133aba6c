namespace Sam3D.ParityTests;

/// <summary>Comparison of a result with a tensor of a case, printed and asserted.</summary>
internal static class ParityAssert
{
    /// <summary>Asserts the largest difference over the reference's largest magnitude.</summary>
    public static void Close(FixtureCase fixture, string tensor, IEnumerable<float> actual, double tolerance)
    {
        double error = Compare.MaxRelative(fixture[tensor].Values, [.. actual]);
        TestContext.Current.TestOutputHelper!.WriteLine($"{fixture.Name} {tensor}: maximum relative error {error:E2} (allowed {tolerance:E0})");
        Assert.True(error <= tolerance, $"{fixture.Name} {tensor}: {error:E2} > {tolerance:E0}");
    }
}
