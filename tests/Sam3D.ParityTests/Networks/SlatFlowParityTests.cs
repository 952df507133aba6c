using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sam3D.Flow;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>Parity of the structured latent flow: index work, down-sampling, single calls, guidance, and whole sampling runs.</summary>
public sealed partial class SlatFlowParityTests
{
    // FlowMatching's default; the cases do not set another.
    private const double TimeScale = 1000;

    // The same sums in another order.
    private const double Exact = 1e-5;

    public static TheoryData<string> Cases => [.. Fixtures.Discover("SLatFlow")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void IndexWork(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        var map = new DownsampleMap();
        map.Build(SlatConfigs.Voxels(fixture["in.coords"]));
        Assert.Equal(SlatConfigs.Voxels(fixture["mid.downsampled_coords"]), map.Coarse.ToArray());
        Assert.Equal(fixture["mid.fine_to_coarse_index"].Values, map.Parents.ToArray().Select(i => (float)i));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void DownAndUpsampling(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        VoxelIndex[] voxels = SlatConfigs.Voxels(fixture["in.coords"]);
        var map = new DownsampleMap();
        map.Build(voxels);

        // The block that up-samples takes the transformer's result beside that of the last input block.
        int blocks = fixture.Int("num_blocks"), inputs = fixture.Int("num_io_res_blocks");
        float[] coarse = JoinColumns(fixture[$"mid.blocks.{blocks - 1}.feats"], fixture[$"mid.input_blocks.{inputs - 1}.feats"]);
        (string Down, float[] Fine)[] cases =
        [
            ("mid.downsample_of_x.feats", fixture["in.x"].Values),
            ($"mid.input_blocks.{inputs - 1}.updown.feats", fixture[$"mid.input_blocks.{inputs - 2}.feats"].Values),
        ];
        foreach ((string down, float[] fine) in cases)
        {
            int width = fixture[down].Shape[1];
            using NetworkRun run = NetworkRun.Record(weights, b => b.Output(
                "y",
                b.Ops.Divide(b.Ops.SumRows(b.Input("x", -2, width), b.IndexInput("children", -3, 8), width), b.Input("divisors", -3, 1)),
                -3, width));
            Parity.Check(fixture, down, run.Run(
                ("x", new Tensor([voxels.Length, width], fine)),
                ("children", SlatFlowRun.Index(map.Children.Span, map.CoarseCount, 8)),
                ("divisors", new Tensor([map.CoarseCount, 1], map.Divisors.ToArray())))["y"]);
        }

        const string Up = "mid.out_blocks.0.updown.feats";
        int joined = fixture[Up].Shape[1];
        using NetworkRun copy = NetworkRun.Record(
            weights, b => b.Output("y", b.Ops.GatherRows(b.Input("x", -3, joined), b.IndexInput("parents", -2)), -2, joined));
        Parity.Check(fixture, Up, copy.Run(
            ("x", new Tensor([map.CoarseCount, joined], coarse)), ("parents", SlatFlowRun.Index(map.Parents.Span, map.Count)))["y"]);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Position(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        Tensor expected = fixture["mid.pos_embed"];
        VoxelIndex[] coarse = SlatConfigs.Voxels(fixture["mid.downsampled_coords"]);
        int width = expected.Shape[1], resolution = fixture.Int("resolution") / 2;
        float[] axis = PositionEmbedding.Axis(width, resolution);
        int each = axis.Length / resolution;
        float[] rows =
        [
            .. coarse.SelectMany(v => new[] { v.X, v.Y, v.Z }.SelectMany(p => axis.Skip(p * each).Take(each)).Concat(new float[width - (3 * each)])),
        ];
        Parity.Check(fixture, "mid.pos_embed", rows);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SingleAndGuidedCalls(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        using var run = new SlatFlowRun(weights, SlatConfigs.Flow(fixture), SlatConfigs.Voxels(fixture["in.coords"]));
        (string, Tensor)[] context = run.Context(fixture["in.cond"]), noContext = run.Context(OneZeroToken(fixture["in.cond"]));
        JsonElement interval = fixture.Json.GetProperty("solves").EnumerateObject().First().Value.GetProperty("interval");
        var kinds = new HashSet<string>();
        foreach (string output in fixture.TensorNames)
        {
            if (CallOutput().Match(output) is not { Success: true } match)
            {
                continue;
            }

            float Number(string group) => float.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
            string kind = match.Groups["kind"].Value;
            float t = Number("t");
            float[] modulation = Row(run.Modulate(t), 0);
            float[] conditional = run.Velocity(fixture["in.x"].Values, modulation, context);
            float[] unconditional = run.Velocity(fixture["in.x"].Values, modulation, noContext);
            float strength = kind == "cfg" ? Number("strength") : 0;
            var guidance = new GuidanceOptions(strength, interval[0].GetDouble(), interval[1].GetDouble());
            float s = guidance.IsActive(t) ? strength : 0;
            Parity.Check(fixture, output, kind == "uncond" ? unconditional : conditional.Zip(unconditional, (a, b) => ((1 + s) * a) - (s * b)));
            kinds.Add(kind);
        }

        Assert.Equal(["cfg", "uncond", "vel"], kinds.Order());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Graphs_of_a_bundle_equal_the_whole(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        using var run = new SlatFlowRun(weights, SlatConfigs.Flow(fixture), SlatConfigs.Voxels(fixture["in.coords"]));
        Tensor condition = fixture["in.cond"], none = new(condition.Shape, new float[condition.Values.Length]);
        float[] times = [0, 1, 250, 999.5f], x = fixture["in.x"].Values;
        Tensor modulation = run.Modulate(times);
        (string, Tensor)[] context = run.Context(condition), noContext = run.Context(OneZeroToken(condition));
        for (int i = 0; i < times.Length; i++)
        {
            float[] row = Row(modulation, i);
            Parity.Check(name, $"one time alone, t {times[i]}", run.Modulate(times[i]).Values, row, Exact);
            Parity.Check(name, $"conditional, t {times[i]}", run.Velocity(x, times[i], condition), run.Velocity(x, row, context), Exact);
            Parity.Check(name, $"unconditional, t {times[i]}", run.Velocity(x, times[i], none), run.Velocity(x, row, noContext), Exact);
        }

        // The branches do differ, so that the wrong context would show.
        Assert.True(Compare.MaxRelative(run.Velocity(x, Row(modulation, 2), context), run.Velocity(x, Row(modulation, 2), noContext)) > 0.01);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void SamplingRuns(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        StructuredLatentFlowConfig config = SlatConfigs.Flow(fixture);
        using var run = new SlatFlowRun(weights, config, SlatConfigs.Voxels(fixture["in.coords"]));
        (string, Tensor)[] context = run.Context(fixture["in.cond"]), noContext = run.Context(OneZeroToken(fixture["in.cond"]));
        foreach (JsonProperty solve in fixture.Json.GetProperty("solves").EnumerateObject())
        {
            JsonElement s = solve.Value;
            string prefix = "solve." + solve.Name;
            var options = new FlowSamplerOptions
            {
                Steps = s.GetProperty("steps").GetInt32(),
                RescaleT = s.GetProperty("rescale_t").GetDouble(),
                SinglePrecisionTimes = true,
                TimeScale = TimeScale,
                Guidance = new GuidanceOptions(
                    s.GetProperty("strength").GetSingle(), s.GetProperty("interval")[0].GetDouble(), s.GetProperty("interval")[1].GetDouble()),
            };
            Parity.Check(fixture, prefix + ".t_seq", TimeSchedule.CreateSingle(options.Steps, options.RescaleT).Select(t => (float)t), 2e-7);

            float[] x = [.. fixture["in.noise"].Values];
            var trajectory = new List<float>();
            int[] kept = fixture.Has(prefix + ".traj") ? KeptSteps(fixture) : [];
            FlowSampler.Sample(
                options,
                x,
                (t, state, conditional, unconditional) =>
                {
                    float[] modulation = Row(run.Modulate((float)t * (float)TimeScale), 0); // float32 in every step, as the official code
                    run.Velocity(state, modulation, context).CopyTo(conditional);
                    if (!unconditional.IsEmpty)
                    {
                        run.Velocity(state, modulation, noContext).CopyTo(unconditional);
                    }
                },
                (step, _) => trajectory.AddRange(kept.Contains(step) ? x : []),
                TestContext.Current.CancellationToken);
            if (kept.Length > 0)
            {
                Parity.Check(fixture, prefix + ".traj", trajectory, Parity.Solve);
            }

            Parity.Check(fixture, prefix + ".final", x, Parity.Solve);
            float[] mean = fixture["in.slat_mean"].Values, std = fixture["in.slat_std"].Values;
            Parity.Check(fixture, prefix + ".slat_denorm", x.Select((v, i) => (v * std[i % std.Length]) + mean[i % mean.Length]), Parity.Solve);
        }
    }

    private static Tensor OneZeroToken(Tensor condition) => new([1, condition.Shape[^1]], new float[condition.Shape[^1]]);

    private static float[] Row(Tensor table, int row) => table.Values[(row * table.Shape[1])..((row + 1) * table.Shape[1])];

    private static float[] JoinColumns(Tensor a, Tensor b) =>
        [.. a.Values.Chunk(a.Shape[1]).Zip(b.Values.Chunk(b.Shape[1])).SelectMany(rows => rows.First.Concat(rows.Second))];

    /// <summary>The steps after which a trajectory was stored; the case says them in words.</summary>
    private static int[] KeptSteps(FixtureCase fixture) =>
    [
        .. Digits().Matches(fixture.Json.GetProperty("tensor_meanings").GetProperty("solve.<n>.traj").GetString()!)
            .Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    /// <summary>Names such as <c>out.vel_t250</c>, <c>out.uncond_t250</c> and <c>out.cfg5_t700</c>.</summary>
    [GeneratedRegex(@"^out\.(?<kind>vel|uncond|cfg)(?<strength>[\d.]*)_t(?<t>[\d.]+)$")]
    private static partial Regex CallOutput();
}
