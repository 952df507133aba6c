using Sam3D.Flow;

namespace Sam3D.Core.Tests.Flow;

public sealed class FlowSamplerOptionsTests
{
    [Fact]
    public void Defaults_are_pinned()
    {
        var options = new FlowSamplerOptions();
        options.Validate();
        Assert.Equal((25, 3.0, 1000.0), (options.Steps, options.RescaleT, options.TimeScale));
        Assert.Null(options.Guidance);
        Assert.Same(EulerSolver.Instance, options.Solver);
    }

    [Fact]
    public void Every_violation_is_named_in_one_line()
    {
        var options = new FlowSamplerOptions
        {
            Steps = 0,
            RescaleT = -1,
            TimeScale = double.NaN,
            Guidance = new GuidanceOptions(float.PositiveInfinity, 5, 4),
            Solver = null!,
        };
        string message = Assert.Throws<ArgumentException>(options.Validate).Message;
        Assert.All(
            (string[])["Steps is 0", "RescaleT is -1", "TimeScale is NaN", "Guidance.Strength", "Guidance.Start is 5", "Solver is null"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Sampling_validates_its_options() =>
        Assert.Throws<ArgumentException>(() => FlowSampler.Sample(
            new FlowSamplerOptions { Steps = 0 }, new float[3], (_, _, _, _) => { }, ct: TestContext.Current.CancellationToken));
}
