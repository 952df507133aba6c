using System.Globalization;
using System.Text.Json;
using Sam3D.Conversion;
using Sam3D.Flow;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of the geometry flow: single calls, the unconditional branch, guidance, and whole sampling runs.</summary>
public sealed class FlowParityTests
{
    public static TheoryData<string> Cases => [.. Fixtures.Discover("shortcut.model.ShortCut")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SingleCalls(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        GeometryFlowConfig config = FixtureConfigs.Flow(fixture);
        using NetworkRun run = Record(weights, config);
        foreach (JsonElement call in fixture.Json.GetProperty("calls").EnumerateArray())
        {
            int index = call.GetProperty("index").GetInt32();
            float t = (float)call.GetProperty("t").GetDouble(), d = (float)call.GetProperty("d").GetDouble();
            Compare(fixture, $"out.call{index}", config, Velocity(run, fixture, config, t, d, conditional: true));
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void UnconditionalAndGuidedCalls(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        GeometryFlowConfig config = FixtureConfigs.Flow(fixture);
        using NetworkRun run = Record(weights, config);
        foreach ((string output, float strength, float t, float d) in GuidedOutputs(fixture, config))
        {
            IReadOnlyDictionary<string, float[]> unconditional = Velocity(run, fixture, config, t, d, conditional: false);
            if (output.StartsWith("out.uncond", StringComparison.Ordinal))
            {
                Compare(fixture, output, config, unconditional);
                continue;
            }

            JsonElement interval = fixture.Json.GetProperty("solves").EnumerateObject().First().Value.GetProperty("interval");
            var guidance = new GuidanceOptions(strength, interval[0].GetDouble(), interval[1].GetDouble());
            float s = guidance.IsActive(t) ? strength : 0;
            IReadOnlyDictionary<string, float[]> conditional = Velocity(run, fixture, config, t, d, conditional: true);
            Compare(fixture, output, config, conditional.ToDictionary(
                c => c.Key, c => c.Value.Zip(unconditional[c.Key], (a, b) => ((1 + s) * a) - (s * b)).ToArray()));
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SamplingRuns(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        GeometryFlowConfig config = FixtureConfigs.Flow(fixture);
        double timeScale = fixture.Json.GetProperty("constructor").GetProperty("generator").GetProperty("time_scale").GetDouble();
        using NetworkRun run = Record(weights, config);
        foreach (JsonProperty solve in fixture.Json.GetProperty("solves").EnumerateObject())
        {
            JsonElement s = solve.Value;
            int steps = s.GetProperty("steps").GetInt32();
            double rescale = s.GetProperty("rescale_t").GetDouble();
            Parity.Check(fixture, $"solve.{solve.Name}.t_seq", [.. TimeSchedule.Create(steps, rescale).Select(t => (float)t)], 1e-6);
            double d = s.GetProperty("no_shortcut").GetBoolean() ? 0 : TimeSchedule.ShortcutStep(steps);
            Assert.Equal(fixture[$"solve.{solve.Name}.d"].Values[0], (float)d);

            var options = new FlowSamplerOptions
            {
                Steps = steps,
                RescaleT = rescale,
                TimeScale = timeScale,
                Guidance = new GuidanceOptions(
                    (float)s.GetProperty("strength").GetDouble(), s.GetProperty("interval")[0].GetDouble(), s.GetProperty("interval")[1].GetDouble()),
            };
            float[] x = [.. config.Latents.SelectMany(l => fixture["in.noise." + l.Name].Values)];
            FlowSampler.Sample(
                options, x, FlowVelocity.Create(run, config, fixture["in.cond"], timeScale, d), ct: TestContext.Current.CancellationToken);
            int offset = 0;
            foreach (FlowLatentConfig latent in config.Latents)
            {
                int count = fixture["in.noise." + latent.Name].Values.Length;
                Parity.Check(fixture, $"solve.{solve.Name}.final.{latent.Name}", x.AsSpan(offset, count), Parity.Solve);
                offset += count;
            }
        }
    }

    internal static NetworkRun Record(ICheckpoint weights, GeometryFlowConfig config, GraphForm? form = null) =>
        NetworkRun.Record(weights, b => GeometryGraphs.RecordPlainFlow(b, config), form);

    /// <summary>Reads strength, time and step size from names such as <c>out.cfg7_t500.5_d0</c>.</summary>
    private static IEnumerable<(string Output, float Strength, float Time, float Step)> GuidedOutputs(FixtureCase fixture, GeometryFlowConfig config)
    {
        string suffix = "." + config.Latents[0].Name;
        string[] outputs =
        [
            .. fixture.TensorNames
                .Where(n => n.EndsWith(suffix, StringComparison.Ordinal) && (n.StartsWith("out.uncond_", StringComparison.Ordinal) || n.StartsWith("out.cfg", StringComparison.Ordinal)))
                .Select(n => n[..^suffix.Length]),
        ];
        Assert.NotEmpty(outputs);
        foreach (string output in outputs)
        {
            string[] parts = output.Split('_');
            float Number(int i, int skip) => float.Parse(parts[i][skip..], CultureInfo.InvariantCulture);
            yield return (output, parts[0].StartsWith("out.cfg", StringComparison.Ordinal) ? Number(0, "out.cfg".Length) : 0, Number(1, 1), Number(2, 1));
        }
    }

    internal static IReadOnlyDictionary<string, float[]> Velocity(
        NetworkRun run, FixtureCase fixture, GeometryFlowConfig config, float t, float d, bool conditional)
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
