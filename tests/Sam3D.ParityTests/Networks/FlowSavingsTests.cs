using Sam3D.Flow;
using Sam3D.Networks;
using Sam3D.TestKit.Counting;

namespace Sam3D.ParityTests;

/// <summary>Counts the multiply-adds of a whole geometry run at released size: as the official code executes it, and as the bundle's graphs do.</summary>
public sealed class FlowSavingsTests
{
    private const double Target = 0.72;

    /// <summary>The released <c>ss_generator.yaml</c>.</summary>
    private static readonly GeometryFlowConfig Released = new()
    {
        ModelChannels = 1024,
        ConditionChannels = 1024,
        ConditionTokens = 7528,
        NumBlocks = 24,
        NumHeads = 16,
        MlpHidden = 4096,
        Latents =
        [
            new FlowLatentConfig("shape", 4096, 8), new FlowLatentConfig("6drotation_normalized", 1, 6), new FlowLatentConfig("translation", 1, 3),
            new FlowLatentConfig("scale", 1, 3), new FlowLatentConfig("translation_scale", 1, 1),
        ],
        SharedStreams = new Dictionary<string, IReadOnlyList<string>>
        {
            ["6drotation_normalized"] = ["6drotation_normalized", "translation", "scale", "translation_scale"],
        },
    };

    [Fact]
    public void TwentyFiveStepsNeedFewerOperationsThanOfficially()
    {
        const int Steps = 25;
        var guidance = new GuidanceOptions(7, 0, 500);
        int guided = TimeSchedule.Create(Steps, 3).Take(Steps).Count(t => guidance.IsActive(1000 * t));
        double official = (Steps + guided) * (double)FlowCounts.Plain(Released, 1).MultiplyAdds;
        double once = FlowCounts.Once(Released, Steps).MultiplyAdds;
        double ours = once + ((Steps - guided) * (double)FlowCounts.Evaluation(Released, 1).MultiplyAdds)
            + (guided * (double)FlowCounts.Evaluation(Released, 2).MultiplyAdds);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Steps} steps, {guided} of them guided: {official / 1e12:F1} T multiply-adds officially, {ours / 1e12:F1} T here ({once / 1e12:F2} T of them once), ratio {ours / official:F3} (limit {Target})");
        Assert.InRange(ours / official, 0.5, Target);
    }

    [Fact]
    public void AGuidedStepNeedsFewerOperationsThanTwoPlainCalls()
    {
        double ratio = (double)FlowCounts.Evaluation(Released, 2).MultiplyAdds / (2 * FlowCounts.Plain(Released, 1).MultiplyAdds);
        TestContext.Current.TestOutputHelper!.WriteLine($"guided step: ratio {ratio:F3}");
        Assert.InRange(ratio, 0.5, 0.7);
    }
}
