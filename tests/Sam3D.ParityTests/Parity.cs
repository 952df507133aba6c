namespace Sam3D.ParityTests;

/// <summary>Prints the error of a case and asserts it.</summary>
internal static class Parity
{
    /// <summary>Largest error of a single call, relative to the output's largest magnitude.</summary>
    public const double SingleCall = 1e-4;

    /// <summary>Largest error after a whole sampling run.</summary>
    public const double Solve = 1e-3;

    public static void Check(FixtureCase fixture, string name, ReadOnlySpan<float> actual, double tolerance = SingleCall) =>
        Check(fixture.Name, name, fixture[name].Values, actual, tolerance);

    public static void Check(FixtureCase fixture, string name, IEnumerable<float> actual, double tolerance = SingleCall) =>
        Check(fixture.Name, name, fixture[name].Values, [.. actual], tolerance);

    public static void Check(string caseName, string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance = SingleCall)
    {
        double error = Compare.MaxRelative(expected, actual);
        TestContext.Current.TestOutputHelper!.WriteLine($"{caseName} {name}: max relative error {error:E2} (limit {tolerance:E0})");
        Assert.True(error <= tolerance, $"{caseName} {name}: max relative error {error:E2} is above {tolerance:E0}.");
    }
}
