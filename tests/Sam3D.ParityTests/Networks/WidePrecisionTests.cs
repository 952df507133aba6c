using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Tensors;

namespace Sam3D.ParityTests;

/// <summary>
/// What narrow weights cost the geometry flow at the width of the release, as they are converted: random weights with channels that stand out, fewer tokens and blocks.
/// </summary>
public sealed class WidePrecisionTests
{
    private const int Width = 1024;
    private const int OutlierEvery = 256;
    private const float OutlierFactor = 4;

    // Guidance of the release: (1+s)·conditional − s·unconditional.
    private const float Strength = 7;

    private static readonly GraphForm[] Forms = [new() { Precision = GraphPrecision.Float16 }, new() { Precision = GraphPrecision.Int8 }];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(FlowParityTests.Cases), MemberType = typeof(FlowParityTests))]
    public void ShapeVelocity(string name)
    {
        GeometryFlowConfig config = FixtureConfigs.Flow(Fixtures.Open(name), resolution: 8, conditionTokens: 256) with
        {
            ModelChannels = Width,
            ConditionChannels = Width,
            NumHeads = Width / 64,
            MlpHidden = 4 * Width,
            NumBlocks = 2,
        };
        using var weights = new OutlierWeights(
            SyntheticWeights.For(NetworkShapes.GeometryFlow(new ShapeOps(), "reverse_fn.backbone", config), seed: 7), OutlierEvery, OutlierFactor);
        (float[] conditional, float[] unconditional) = Run(weights, config, new GraphForm());
        Assert.True(Compare.RelativeRms(conditional, unconditional) > 0.1, "The condition says too little for a comparison.");
        foreach (GraphForm form in Forms)
        {
            (float[] c, float[] u) = Run(weights, config, form);
            double errorC = Compare.RelativeRms(conditional, c), errorU = Compare.RelativeRms(unconditional, u);
            double guided = Compare.RelativeRms(Guided(conditional, unconditional), Guided(c, u));
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{form.Precision}: relative RMS {errorC:E2} conditional, {errorU:E2} unconditional (limit {Limit(form):E0}), {guided:E2} guided with {Strength}");
            Assert.InRange(errorC, Limit(form) / 100, Limit(form));
            Assert.InRange(errorU, Limit(form) / 100, Limit(form));
        }
    }

    private static double Limit(GraphForm form) => form.Precision == GraphPrecision.Int8 ? 2e-2 : 2e-3;

    private static float[] Guided(float[] conditional, float[] unconditional) =>
        [.. conditional.Zip(unconditional, (c, u) => ((1 + Strength) * c) - (Strength * u))];

    /// <summary>The shape's velocity, conditional and unconditional.</summary>
    private static (float[] Conditional, float[] Unconditional) Run(OutlierWeights weights, GeometryFlowConfig config, GraphForm form)
    {
        using GraphRun run = FlowParityTests.Record(weights, config, form);
        float[] condition = Normal(config.ConditionTokens * config.ConditionChannels, 0);
        float[] Velocity(float[] tokens) => run.Run(
        [
            .. config.Latents.Select((l, i) => ("x." + l.Name, new Tensor([1, l.Tokens, l.Channels], Normal(l.Tokens * l.Channels, (uint)i + 1)))),
            ("t", new Tensor([1], [400])),
            ("d", new Tensor([1], [0])),
            ("condition", new Tensor([1, config.ConditionTokens, config.ConditionChannels], tokens)),
        ])["v.shape"];
        return (Velocity(condition), Velocity(new float[condition.Length]));
    }

    private static float[] Normal(int count, uint stream)
    {
        float[] values = new float[count];
        Philox.FillNormal(values, 3, stream);
        return values;
    }
}
