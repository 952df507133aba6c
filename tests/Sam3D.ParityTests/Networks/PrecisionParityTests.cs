using System.Globalization;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>
/// Single calls of every network with narrow weights, against the official modules in float32. Cases are narrow, so that for 8-bit weights the limits on the sizes of layers are
/// lowered; what 8 bits cost at full width is told by <see cref="WidePrecisionTests"/>.
/// </summary>
public sealed class PrecisionParityTests
{
    /// <summary>float16: largest error of a call relative to the output's largest magnitude.</summary>
    private const double Half = 2e-2;

    /// <summary>8 bits: root mean square of a call's error relative to that of the output.</summary>
    private const double Int8 = 2e-2;

    // Below this, nothing was rounded to float16 at all.
    private const double LeastHalf = 1e-5;

    // Nor to 8 bits.
    private const double LeastInt8 = 1e-4;

    private static readonly GraphForm HalfForm = new() { Precision = GraphPrecision.Float16 };

    // Of the graphs that are not 8-bit in a bundle with 8-bit weights.
    private static readonly GraphForm WidenedForm = HalfForm with { Float32Products = true };

    public static TheoryData<string, GraphPrecision> FlowCases => Both(FlowParityTests.Cases);

    public static TheoryData<string, GraphPrecision> SlatFlowCases => Both(SlatFlowParityTests.Cases);

    public static TheoryData<string, GraphPrecision> GaussianCases => Both(SlatGaussianParityTests.Cases);

    public static TheoryData<string, GraphPrecision> MeshCases => Both(MeshDecoderParityTests.Cases);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ConditionParityTests.DinoCases), MemberType = typeof(ConditionParityTests))]
    public void Dino(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        foreach (GraphForm form in (GraphForm[])[HalfForm, WidenedForm])
        {
            foreach ((string output, float[] tokens) in ConditionParityTests.DinoTokens(fixture, form))
            {
                Check(fixture, output, tokens);
            }
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ConditionParityTests.PointCases), MemberType = typeof(ConditionParityTests))]
    public void PointMap(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        foreach ((string output, float[] tokens) in ConditionParityTests.PointTokens(fixture, HalfForm))
        {
            Check(fixture, output, tokens);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ConditionParityTests.FuserCases), MemberType = typeof(ConditionParityTests))]
    public void Condition(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        Check(fixture, "out.tokens", ConditionParityTests.ConditionTokens(fixture, weights, FixtureConfigs.Fuser(fixture, weights), _ => false, HalfForm));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(FlowCases))]
    public void GeometryFlow(string name, GraphPrecision precision)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        GeometryFlowConfig config = FixtureConfigs.Flow(fixture);
        using GraphRun run = FlowParityTests.Record(weights, config, Form(precision));
        foreach (JsonElement call in fixture.Json.GetProperty("calls").EnumerateArray())
        {
            IReadOnlyDictionary<string, float[]> velocities = FlowParityTests.Velocity(
                run, fixture, config, (float)call.GetProperty("t").GetDouble(), (float)call.GetProperty("d").GetDouble(), conditional: true);
            CheckVelocities(fixture, config, precision, call, latent => velocities["v." + latent]);
        }
    }

    /// <summary>The graphs that a bundle holds.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(FlowCases))]
    public void CachedGeometryFlow(string name, GraphPrecision precision)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var graphs = new CachedFlowParityTests.CachedFlow(fixture, Form(precision));
        foreach (JsonElement call in fixture.Json.GetProperty("calls").EnumerateArray())
        {
            float t = (float)call.GetProperty("t").GetDouble(), d = (float)call.GetProperty("d").GetDouble();
            float[][] rows =
            [
                .. Enumerable.Range(0, graphs.Rows).Select(row => graphs.Run(
                    t, d, row, graphs.Config.Latents.SelectMany(l => graphs.Row(fixture["in.x." + l.Name].Values, row)).ToArray(), batch: 1)[0]),
            ];
            var velocities = new Dictionary<string, float[]>();
            graphs.ForEachLatent((latent, offset, count) => velocities[latent] = [.. rows.SelectMany(r => r[offset..(offset + count)])]);
            CheckVelocities(fixture, graphs.Config, precision, call, latent => velocities[latent]);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(StructureParityTests.DecoderCases), MemberType = typeof(StructureParityTests))]
    public void StructureDecoder(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        foreach (GraphForm form in (GraphForm[])[HalfForm, WidenedForm])
        {
            using GraphRun run = StructureParityTests.RecordDecoder(weights, FixtureConfigs.Structure(fixture), form);
            Check(fixture, "out.logits_from_tokens", run.Run(("z", fixture["in.tokens"]))["logits"]);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(StructureParityTests.EncoderCases), MemberType = typeof(StructureParityTests))]
    public void StructureEncoder(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        using GraphRun run = StructureParityTests.RecordEncoder(weights, FixtureConfigs.Structure(fixture), HalfForm);
        Check(fixture, "out.mean", run.Run(("occupancy", fixture["in.occupancy"]))["mean"]);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(SlatFlowCases))]
    public void StructuredLatentFlow(string name, GraphPrecision precision)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        using var run = new SlatFlowRun(weights, SlatConfigs.Flow(fixture), SlatConfigs.Voxels(fixture["in.coords"]), Form(precision));
        const string Call = "out.vel_t";
        string[] outputs = [.. fixture.TensorNames.Where(n => n.StartsWith(Call, StringComparison.Ordinal))];
        Assert.NotEmpty(outputs);
        foreach (string output in outputs)
        {
            float t = float.Parse(output[Call.Length..], CultureInfo.InvariantCulture);
            Check(fixture, output, run.Velocity(fixture["in.x"].Values, t, fixture["in.cond"]), precision);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(GaussianCases))]
    public void Gaussians(string name, GraphPrecision precision)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        IReadOnlyDictionary<string, float[]> fields = SlatGaussianRun.Decode(
            weights, SlatConfigs.Gaussians(fixture), SlatConfigs.Voxels(fixture["in.coords"]), fixture["in.feats"].Values, Form(precision));
        foreach ((string field, float[] values) in fields)
        {
            Check(fixture, "out.raw." + field, values, precision);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(MeshCases))]
    public void Mesh(string name, GraphPrecision precision)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        Check(fixture, "mid.out_layer.feats", MeshDecoderParityTests.Decode(fixture, weights, Form(precision)), precision);
    }

    /// <summary>The decoders with weights that are narrow in the file alone.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(SlatGaussianParityTests.Cases), MemberType = typeof(SlatGaussianParityTests))]
    public void WidenedGaussians(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        IReadOnlyDictionary<string, float[]> fields = SlatGaussianRun.Decode(
            weights, SlatConfigs.Gaussians(fixture), SlatConfigs.Voxels(fixture["in.coords"]), fixture["in.feats"].Values, WidenedForm);
        Assert.All(fields, f => Check(fixture, "out.raw." + f.Key, f.Value));
    }

    /// <summary>As above.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(MeshDecoderParityTests.Cases), MemberType = typeof(MeshDecoderParityTests))]
    public void WidenedMesh(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        Check(fixture, "mid.out_layer.feats", MeshDecoderParityTests.Decode(fixture, weights, WidenedForm));
    }

    /// <summary>In float16 with float32 attention, as it is converted.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(MogeParityTests.Cases), MemberType = typeof(MogeParityTests))]
    public void Depth(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        foreach (GraphForm form in (GraphForm[])[HalfForm, WidenedForm])
        {
            (IReadOnlyDictionary<string, float[]> values, _) = MogeParityTests.Run(fixture, form with { Float32Attention = true });
            foreach (string tensor in (string[])["head.output_block.0", "head.output_block.1"])
            {
                if (fixture.Has("mid." + tensor))
                {
                    Check(fixture, "mid." + tensor, values[tensor]);
                }
            }
        }
    }

    private static void CheckVelocities(
        FixtureCase fixture, GeometryFlowConfig config, GraphPrecision precision, JsonElement call, Func<string, float[]> velocity)
    {
        string prefix = $"out.call{call.GetProperty("index").GetInt32()}.";
        if (precision == GraphPrecision.Float16)
        {
            Assert.All(config.Latents, latent => Check(fixture, prefix + latent.Name, velocity(latent.Name)));
            return;
        }

        // A layout latent is one token, down to one number: only all of them together have a magnitude to compare with.
        const string Shape = GeneratorConfig.ShapeLatent;
        IEnumerable<string> layout = config.Latents.Select(l => l.Name).Where(n => n != Shape);
        CheckInt8(fixture.Name, prefix + Shape, fixture[prefix + Shape].Values, velocity(Shape));
        CheckInt8(fixture.Name, prefix + "layout", [.. layout.SelectMany(n => fixture[prefix + n].Values)], [.. layout.SelectMany(velocity)]);
    }

    private static GraphForm Form(GraphPrecision precision) => precision == GraphPrecision.Int8 ? GraphForm.SmallInt8 : HalfForm;

    private static TheoryData<string, GraphPrecision> Both(TheoryData<string> cases)
    {
        var both = new TheoryData<string, GraphPrecision>();
        foreach (TheoryDataRow<string> row in cases)
        {
            both.Add(row.Data, GraphPrecision.Float16);
            both.Add(row.Data, GraphPrecision.Int8);
        }

        return both;
    }

    private static void Check(FixtureCase fixture, string output, float[] actual, GraphPrecision precision = GraphPrecision.Float16)
    {
        float[] expected = fixture[output].Values;
        if (precision == GraphPrecision.Int8)
        {
            CheckInt8(fixture.Name, output, expected, actual);
            return;
        }

        Parity.Check(fixture.Name + " float16", output, expected, actual, Half);
        double error = Compare.MaxRelative(expected, actual);
        Assert.True(error > LeastHalf, $"{fixture.Name} {output}: an error of {error:E2} is that of float32.");
    }

    private static void CheckInt8(string name, string output, float[] expected, float[] actual)
    {
        double error = Compare.RelativeRms(expected, actual);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name} int8 {output}: relative RMS {error:E2} (limit {Int8:E0})");
        Assert.True(error is > LeastInt8 and <= Int8, $"{name} int8 {output}: relative RMS {error:E2} is not from {LeastInt8:E0} to {Int8:E0}.");
    }
}
