using System.Globalization;
using System.Text.RegularExpressions;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of DINOv2, the point-map embedder and the condition fuser.</summary>
public sealed partial class ConditionParityTests
{
    public static TheoryData<string> DinoCases => [.. Fixtures.Discover("dit.embedder.dino.Dino")];

    public static TheoryData<string> PointCases => [.. Fixtures.Discover("PointPatchEmbed")];

    public static TheoryData<string> FuserCases => [.. Fixtures.Discover("EmbedderFuser")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(DinoCases))]
    public void Dino(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        int compared = 0;
        foreach ((string output, float[] tokens) in DinoTokens(fixture))
        {
            Parity.Check(fixture, output, tokens);
            compared++;
        }

        Assert.True(compared > 0, $"{name} has no output.");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(PointCases))]
    public void PointMap(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        foreach (int windowsAtOnce in (int[])[128, 5]) // all of a case, and parts that do not come out even
        {
            foreach ((string output, float[] tokens) in PointTokens(fixture, windowsAtOnce: windowsAtOnce))
            {
                Parity.Check(fixture, output, tokens);
            }
        }
    }

    /// <summary>Runs DINOv2 for every output of a case.</summary>
    internal static IEnumerable<(string Output, float[] Tokens)> DinoTokens(FixtureCase fixture, GraphForm? form = null)
    {
        using var weights = new WeightSet(fixture);
        foreach (string output in fixture.TensorNames)
        {
            if (DinoOutput().Match(output) is not { Success: true } match)
            {
                continue;
            }

            Tensor picture = fixture["in." + match.Groups["input"].Value];
            int size = int.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture);
            DinoConfig config = FixtureConfigs.Dino(fixture, size, match.Groups["prenorm"].Value == "1");
            int[] shape = picture.Shape;
            using NetworkRun run = NetworkRun.Record(weights, b => b.Output(
                "tokens",
                DinoEncoder.Apply(
                    new ParameterScope<NetworkTensor>(b.Ops), config, b.Input("x", shape[0], shape[1], shape[2], shape[3]), shape[0], shape[2], shape[3]),
                shape[0], config.OutputTokens, config.EmbedDim), form);
            yield return (output, run.Run(("x", picture))["tokens"]);
        }
    }

    /// <summary>Runs the point-map embedder for both inputs of a case.</summary>
    internal static IEnumerable<(string Output, float[] Tokens)> PointTokens(FixtureCase fixture, GraphForm? form = null, int windowsAtOnce = 128)
    {
        using var weights = new WeightSet(fixture);
        PointPatchConfig config = FixtureConfigs.PointPatch(fixture.Json.GetProperty("config"), fixture.Int("patch_size")) with { WindowsAtOnce = windowsAtOnce };
        foreach (string suffix in (string[])["", "_full"])
        {
            Tensor points = fixture["in.pointmap" + suffix];
            int[] shape = points.Shape;
            using NetworkRun run = NetworkRun.Record(weights, b => b.Output(
                "tokens",
                PointPatchEncoder.Apply(
                    new ParameterScope<NetworkTensor>(b.Ops), config, b.Input("x", shape[0], shape[1], shape[2], shape[3]), shape[0], shape[2], shape[3]),
                shape[0], config.OutputTokens, config.EmbedDim), form);
            yield return ("out.tokens" + suffix, run.Run(("x", points))["tokens"]);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(FuserCases))]
    public void Fuser(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        ConditionEncoderConfig config = FixtureConfigs.Fuser(fixture, weights);
        Parity.Check(fixture, "out.tokens", ConditionTokens(fixture, weights, config, _ => false));
        if (fixture.Has("out.tokens_pointmap_dropped"))
        {
            Parity.Check(
                fixture, "out.tokens_pointmap_dropped", ConditionTokens(fixture, weights, config, n => n.Contains("pointmap", StringComparison.Ordinal)));
        }
    }

    /// <summary>Runs one graph an embedder and joins the tokens, zero where an input is dropped, as the runtime does.</summary>
    internal static float[] ConditionTokens(
        FixtureCase fixture, WeightSet weights, ConditionEncoderConfig config, Predicate<string> dropped, GraphForm? form = null)
    {
        var tokens = new List<float>();
        for (int i = 0; i < config.Embedders.Count; i++)
        {
            EmbedderConfig embedder = config.Embedders[i];
            Tensor[] inputs = [.. embedder.Inputs.Select(n => fixture["in." + n.Name])];
            int[] one = inputs[0].Shape;
            int[] shape = [inputs.Length, one[1], one[2], one[3]];
            using NetworkRun run = NetworkRun.Record(weights, b => b.Output(
                "tokens",
                ConditionEncoder.Apply(
                    new ParameterScope<NetworkTensor>(b.Ops), config, i, b.Input("x", shape[0], shape[1], shape[2], shape[3]), shape[2], shape[3]),
                shape[0], embedder.OutputTokens, config.Width), form);
            float[] result = run.Run(("x", new Tensor(shape, [.. inputs.SelectMany(t => t.Values)])))["tokens"];
            int size = result.Length / inputs.Length;
            for (int k = 0; k < inputs.Length; k++)
            {
                tokens.AddRange(dropped(embedder.Inputs[k].Name) ? new float[size] : result[(k * size)..((k + 1) * size)]);
            }
        }

        return [.. tokens];
    }

    [GeneratedRegex(@"^out\.size(?<size>\d+)\.prenorm(?<prenorm>[01])\.(?<input>.+)$")]
    private static partial Regex DinoOutput();
}
