using System.Globalization;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Flow;
using Sam3D.Networks;
using Sam3D.Tensors;

namespace Sam3D.ParityTests;

/// <summary>
/// The three graphs that bundles hold (modulations, context, flow) against the official values of the plain flow: what is computed once instead of in every step, and
/// what the unconditional branch leaves out, changes nothing.
/// </summary>
public sealed class CachedFlowParityTests
{
    public static TheoryData<string> Cases => FlowParityTests.Cases;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void BothBranchesOfOneCall(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var graphs = new CachedFlow(fixture);
        foreach (JsonElement call in fixture.Json.GetProperty("calls").EnumerateArray())
        {
            float t = (float)call.GetProperty("t").GetDouble(), d = (float)call.GetProperty("d").GetDouble();
            Check(fixture, graphs, $"out.call{call.GetProperty("index").GetInt32()}", t, d, entry: 0);
        }

        string suffix = "." + graphs.Config.Latents[0].Name;
        foreach (string output in fixture.TensorNames.Where(n => n.StartsWith("out.uncond_", StringComparison.Ordinal) && n.EndsWith(suffix, StringComparison.Ordinal)))
        {
            string[] parts = output[..^suffix.Length].Split('_');
            Check(fixture, graphs, output[..^suffix.Length], Number(parts[1]), Number(parts[2]), entry: 1);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SamplingRuns(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var graphs = new CachedFlow(fixture);
        double timeScale = fixture.Json.GetProperty("constructor").GetProperty("generator").GetProperty("time_scale").GetDouble();
        foreach (JsonProperty solve in fixture.Json.GetProperty("solves").EnumerateObject())
        {
            JsonElement s = solve.Value;
            int steps = s.GetProperty("steps").GetInt32();
            double d = s.GetProperty("no_shortcut").GetBoolean() ? 0 : TimeSchedule.ShortcutStep(steps) * timeScale;
            var options = new FlowSamplerOptions
            {
                Steps = steps,
                RescaleT = s.GetProperty("rescale_t").GetDouble(),
                TimeScale = timeScale,
                Guidance = new GuidanceOptions(
                    (float)s.GetProperty("strength").GetDouble(), s.GetProperty("interval")[0].GetDouble(), s.GetProperty("interval")[1].GetDouble()),
            };
            for (int row = 0; row < graphs.Rows; row++)
            {
                int entry = row;
                float[] x = [.. graphs.Config.Latents.SelectMany(l => graphs.Row(fixture["in.noise." + l.Name].Values, entry))];
                FlowSampler.Sample(
                    options,
                    x,
                    (t, state, conditional, unconditional) =>
                    {
                        float[][] velocities = graphs.Run((float)(t * timeScale), (float)d, entry, state, unconditional.IsEmpty ? 1 : 2);
                        velocities[0].CopyTo(conditional);
                        if (!unconditional.IsEmpty)
                        {
                            velocities[1].CopyTo(unconditional);
                        }
                    },
                    ct: TestContext.Current.CancellationToken);
                graphs.ForEachLatent((latent, offset, count) =>
                {
                    float[] expected = graphs.Row(fixture[$"solve.{solve.Name}.final.{latent}"].Values, entry);
                    Parity.Check(name, $"solve.{solve.Name}.final.{latent} entry {entry}", expected, x.AsSpan(offset, count), Parity.Solve);
                });
            }
        }
    }

    /// <summary>Layouts that are candidates of one call are what calls of their own give, and the shape stays as it is.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void CandidatesBesideOneShape(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var graphs = new CachedFlow(fixture);
        Assert.True(CachedGeometryFlow.HasCandidates(graphs.Config));
        const int Count = 3;
        const float Time = 300;
        float[] state = [.. graphs.Config.Latents.SelectMany(l => graphs.Row(fixture["in.x." + l.Name].Values, 0))];
        float[][] layouts = new float[Count][];
        for (uint candidate = 0; candidate < Count; candidate++)
        {
            layouts[candidate] = [.. state];
            graphs.ForEachLatent((latent, offset, count) =>
            {
                if (latent != CachedGeometryFlow.ShapeStream && candidate > 0)
                {
                    Philox.FillNormal(layouts[candidate].AsSpan(offset, count), 1, (candidate * 1000) + (uint)offset);
                }
            });
        }

        float[][][] together = graphs.RunCandidates(Time, 0, layouts, batch: 2);
        for (int candidate = 0; candidate < Count; candidate++)
        {
            float[][] alone = graphs.Run(Time, 0, 0, layouts[candidate], batch: 2);
            for (int entry = 0; entry < 2; entry++)
            {
                graphs.ForEachLatent((latent, offset, count) => Parity.Check(
                    name,
                    $"candidate {candidate} entry {entry} {latent}",
                    alone[entry].AsSpan(offset, count).ToArray(),
                    together[candidate][entry].AsSpan(offset, count),
                    1e-5));
            }
        }
    }

    private static void Check(FixtureCase fixture, CachedFlow graphs, string output, float t, float d, int entry)
    {
        for (int row = 0; row < graphs.Rows; row++)
        {
            int current = row;
            float[] state = [.. graphs.Config.Latents.SelectMany(l => graphs.Row(fixture["in.x." + l.Name].Values, current))];
            float[] velocity = graphs.Run(t, d, row, state, batch: 2)[entry];
            graphs.ForEachLatent((latent, offset, count) => Parity.Check(
                fixture.Name, $"{output}.{latent} entry {current}", graphs.Row(fixture[$"{output}.{latent}"].Values, current), velocity.AsSpan(offset, count)));
        }
    }

    private static float Number(string part) => float.Parse(part[1..], CultureInfo.InvariantCulture);

    /// <summary>The graphs of a case. Its batch is run entry by entry, because in a bundle all entries but the first are unconditional.</summary>
    internal sealed class CachedFlow : IDisposable
    {
        private readonly WeightSet _weights;
        private readonly NetworkRun _modulation, _context, _flow;
        private readonly Tensor _condition;

        public CachedFlow(FixtureCase fixture, GraphForm? form = null)
        {
            Config = FixtureConfigs.Flow(fixture);
            _condition = fixture["in.cond"];
            _weights = new WeightSet(fixture);
            _modulation = NetworkRun.Record(_weights, b => GeometryGraphs.RecordModulation(b, Config), form);
            _context = NetworkRun.Record(_weights, b => GeometryGraphs.RecordContext(b, Config), form);
            _flow = NetworkRun.Record(_weights, b => GeometryGraphs.RecordFlow(b, Config), form);
        }

        public GeometryFlowConfig Config { get; }

        public int Rows => _condition.Shape[0];

        public float[] Row(float[] values, int row) => values[(row * values.Length / Rows)..((row + 1) * values.Length / Rows)];

        public void ForEachLatent(Action<string, int, int> action)
        {
            int offset = 0;
            foreach (FlowLatentConfig latent in Config.Latents)
            {
                action(latent.Name, offset, latent.Tokens * latent.Channels);
                offset += latent.Tokens * latent.Channels;
            }
        }

        /// <returns>The velocity of each entry of the batch, all latents one after the other.</returns>
        public float[][] Run(float t, float d, int row, ReadOnlySpan<float> state, int batch) => Run(t, d, row, [state.ToArray()], batch)[0];

        /// <param name="t">Time.</param>
        /// <param name="d">Step size.</param>
        /// <param name="states">All latents of each candidate; the shape is that of the first.</param>
        /// <param name="batch">Entries.</param>
        /// <returns>As <see cref="Run(float, float, int, ReadOnlySpan{float}, int)"/>, for each candidate.</returns>
        public float[][][] RunCandidates(float t, float d, float[][] states, int batch) => Run(t, d, 0, states, batch);

        private float[][][] Run(float t, float d, int row, float[][] states, int batch)
        {
            var condition = new Tensor([1, .. _condition.Shape[1..]], Row(_condition.Values, row));
            float[] modulation = _modulation.Run(("t", new Tensor([1], [t])), ("d", new Tensor([1], [d])))["modulation"];
            int[] context = [.. CachedGeometryFlow.ContextShape(Config).Select(size => (int)size)];
            var inputs = new List<(string, Tensor)> { ("modulation", new Tensor([modulation.Length], modulation)) };
            if (CachedGeometryFlow.ContextStreams(Config).Count < CachedGeometryFlow.StreamCount(Config))
            {
                inputs.Add(("condition", condition));
            }

            if (CachedGeometryFlow.HasCandidates(Config))
            {
                int shape = Config.Latents.First(l => l.Name == CachedGeometryFlow.ShapeStream).Tokens, own = Config.Latents.Sum(l => l.Tokens) - shape;
                int rows = own * states.Length, columns = shape + rows;
                inputs.Add((BundleManifest.CandidateMask, new Tensor(
                    [1, 1, rows, columns],
                    [.. Enumerable.Range(0, rows * columns).Select(i => Mask(i / columns, i % columns))])));
                float Mask(int r, int c) => c < shape || (c - shape) / own == r / own ? 0 : CachedGeometryFlow.MaskedScore;
            }

            inputs.AddRange(_context.Run(("condition", condition)).Select(pair => (pair.Key, new Tensor(context, pair.Value))));
            ForEachLatent((name, offset, count) =>
            {
                FlowLatentConfig latent = Config.Latents.First(l => l.Name == name);
                float[][] own = name == CachedGeometryFlow.ShapeStream ? states[..1] : states;
                float[] one = [.. own.SelectMany(state => state[offset..(offset + count)])];
                inputs.Add((
                    "x." + name,
                    new Tensor([batch, own.Length * latent.Tokens, latent.Channels], [.. Enumerable.Repeat(one, batch).SelectMany(v => v)])));
            });
            IReadOnlyDictionary<string, float[]> outputs = _flow.Run([.. inputs]);
            IEnumerable<float> Velocity(FlowLatentConfig l, int entry, int candidate)
            {
                (int of, int at) = l.Name == CachedGeometryFlow.ShapeStream ? (1, 0) : (states.Length, candidate);
                return outputs["v." + l.Name].Skip(((entry * of) + at) * l.Tokens * l.Channels).Take(l.Tokens * l.Channels);
            }

            return
            [
                .. Enumerable.Range(0, states.Length).Select(candidate => Enumerable.Range(0, batch)
                    .Select(entry => Config.Latents.SelectMany(l => Velocity(l, entry, candidate)).ToArray()).ToArray()),
            ];
        }

        public void Dispose()
        {
            _modulation.Dispose();
            _context.Dispose();
            _flow.Dispose();
            _weights.Dispose();
        }
    }
}
