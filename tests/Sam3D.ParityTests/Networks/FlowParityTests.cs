using System.Text.Json;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of the geometry flow: single calls, the unconditional branch, guidance, and whole sampling runs.</summary>
public sealed class FlowParityTests
{
    private const string Backbone = "reverse_fn.backbone";

    public static TheoryData<string> Cases => [.. Fixtures.Discover("shortcut.model.ShortCut")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void SingleCalls(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        GeometryFlowConfig config = FixtureConfigs.Flow(fixture);
        using GraphRun run = Record(weights, config);
        foreach (JsonElement call in fixture.Json.GetProperty("calls").EnumerateArray())
        {
            int index = call.GetProperty("index").GetInt32();
            Compare(fixture, $"out.call{index}", config, Velocity(run, fixture, config, (float)call.GetProperty("t").GetDouble(), (float)call.GetProperty("d").GetDouble(), conditional: true));
        }
    }

    internal static GraphRun Record(ICheckpoint weights, GeometryFlowConfig config) => GraphRun.Record(weights, b =>
    {
        GraphValue[] latents = [.. config.Latents.Select(l => b.Input("x." + l.Name, -1, l.Tokens, l.Channels))];
        GraphValue t = b.Input("t", 1), d = b.Input("d", 1);
        GraphValue condition = b.Input("condition", -1, config.ConditionTokens, config.ConditionChannels);
        GraphValue[] velocities = GeometryFlow.Apply(new ParameterScope<GraphValue>(b)[Backbone], config, latents, t, d, condition);
        foreach ((FlowLatentConfig latent, GraphValue velocity) in config.Latents.Zip(velocities))
        {
            b.Output("v." + latent.Name, velocity, -1, latent.Tokens, latent.Channels);
        }
    });

    private static IReadOnlyDictionary<string, float[]> Velocity(
        GraphRun run, FixtureCase fixture, GeometryFlowConfig config, float t, float d, bool conditional)
    {
        Tensor condition = fixture["in.cond"];
        return run.Run(
        [
            .. config.Latents.Select(l => ("x." + l.Name, fixture["in.x." + l.Name])),
            ("t", new Tensor([1], [t])),
            ("d", new Tensor([1], [d])),
            ("condition", conditional ? condition : new Tensor(condition.Shape, new float[condition.Values.Length])),
        ]);
    }

    private static void Compare(FixtureCase fixture, string output, GeometryFlowConfig config, IReadOnlyDictionary<string, float[]> velocities)
    {
        foreach (FlowLatentConfig latent in config.Latents)
        {
            Parity.Check(fixture, $"{output}.{latent.Name}", velocities["v." + latent.Name]);
        }
    }
}
