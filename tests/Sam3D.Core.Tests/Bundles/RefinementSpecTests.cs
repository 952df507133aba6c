using System.Text;
using System.Text.Json.Nodes;
using Sam3D.Bundles;
using Sam3D.Gaussians;
using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Bundles;

public sealed class RefinementSpecTests
{
    [Fact]
    public void A_bundle_without_refinement_does_not_name_it()
    {
        byte[] json = Write(TinyBundle.Manifest());
        Assert.DoesNotContain("refinement", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.DoesNotContain("float32", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Null(BundleManifestSerializer.Read(json, "test").Refinement);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_reads_back(bool withMesh)
    {
        RefinementSpec refinement = Spec() with { Mesh = withMesh ? Spec().Mesh : null };
        byte[] json = Write(With(refinement));
        RefinementSpec read = BundleManifestSerializer.Read(json, "test").Refinement!;
        Assert.Equal(json, Write(With(read)));
        Assert.Equal(refinement.Gaussians, read.Gaussians);
        Assert.Equal(refinement.Mesh, read.Mesh);
        Assert.Equal(refinement.Sampling, read.Sampling);
        Assert.Equal(refinement.Mean, read.Mean);
        Assert.Equal(withMesh, Encoding.UTF8.GetString(json).Contains("\"mesh\"", StringComparison.Ordinal));
    }

    [Fact]
    public void The_source_of_a_meshs_colours_is_named_where_it_is_not_the_decoder()
    {
        Assert.DoesNotContain("\"colors\"", Encoding.UTF8.GetString(Write(With(Spec()))), StringComparison.Ordinal);
        byte[] json = Write(With(Spec() with { Mesh = Spec().Mesh! with { Colors = MeshColorSource.PhotoWhereVisible } }));
        Assert.Contains("\"colors\": \"photoWhereVisible\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.Equal(MeshColorSource.PhotoWhereVisible, BundleManifestSerializer.Read(json, "test").Refinement!.Mesh!.Colors);
        JsonNode wrong = JsonNode.Parse(json)!;
        wrong["refinement"]!["mesh"]!["colors"] = "paint";
        Assert.Contains("colors", Refused(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void That_a_mesh_is_solid_is_named_and_otherwise_left_out()
    {
        Assert.DoesNotContain("\"solid\"", Encoding.UTF8.GetString(Write(With(Spec()))), StringComparison.Ordinal);
        byte[] json = Write(With(Spec() with { Mesh = Spec().Mesh! with { Solid = true } }));
        Assert.Contains("\"solid\": true", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
        Assert.True(BundleManifestSerializer.Read(json, "test").Refinement!.Mesh!.Solid);
    }

    [Fact]
    public void Types_of_tensors_read_back()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        StageSpec stage = manifest.Stages[TinyBundle.Stage];
        StageSpec integers = stage with { Inputs = [.. stage.Inputs, new TensorSpec("rows", [-1]) { Type = TensorElement.Int32 }] };
        byte[] json = Write(manifest with { Stages = new Dictionary<string, StageSpec> { [TinyBundle.Stage] = integers } });
        IReadOnlyList<TensorSpec> read = BundleManifestSerializer.Read(json, "test").Stages[TinyBundle.Stage].Inputs;
        Assert.Equal([TensorElement.Float32, TensorElement.Int32], read.Select(t => t.Type));
        Assert.Contains("\"type\": \"int32\"", Encoding.UTF8.GetString(json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("preprocessing")]
    [InlineData("sampling")]
    [InlineData("levels")]
    [InlineData("mean")]
    [InlineData("gaussians")]
    public void A_member_that_is_left_out_is_named(string member)
    {
        JsonNode json = JsonNode.Parse(Write(With(Spec())))!;
        Assert.True(json["refinement"]!.AsObject().Remove(member));
        Assert.Contains(member, Refused(json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stage")]
    [InlineData("opacityBias")]
    [InlineData("scaleActivation")]
    public void A_member_of_a_decoder_that_is_left_out_is_named(string member)
    {
        JsonNode json = JsonNode.Parse(Write(With(Spec())))!;
        Assert.True(json["refinement"]!["gaussians"]![0]!.AsObject().Remove(member));
        Assert.Contains(member, Refused(json), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refinement")]
    [InlineData("mesh")]
    public void Null_is_refused(string member)
    {
        JsonNode json = JsonNode.Parse(Write(With(Spec())))!;
        (member == "mesh" ? json["refinement"]! : json)[member] = null;
        Assert.Contains(member, Refused(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_violation_is_named()
    {
        RefinementSpec wrong = Spec() with
        {
            Preprocessing = Spec().Preprocessing with { PointMap = [new PadToSquare(), new ResizeToSquare(8, Interpolation.Nearest)] },
            Condition = new ConditionSpec { Width = 4, Encoders = [new ConditionEncoderSpec("nowhere", ["image"], 2)] },
            Sampling = Spec().Sampling with { Steps = 0, Shortcut = true, Temperature = 0.5f, ShapeCandidates = 2 },
            Resolution = 16,
            Levels = BundleLimits.VoxelLevels + 1,
            Mean = [0],
            Std = [1, 0],
            Gaussians = [Spec().Gaussians[0] with { Stage = "missing", OpacityBias = 1, ScaleActivation = (ScaleActivation)7 }, Spec().Gaussians[0]],
            Mesh = Spec().Mesh! with { Channels = 53, Resolution = 65, WindowSize = 0, WindowGroups = 65 },
        };
        BundleException error = Assert.Throws<BundleException>(() => Write(TinyBundle.Manifest() with { Refinement = wrong }));
        foreach (string part in (string[])[
            "without 'texture_modulation'", "without 'texture_context'", "without 'texture_flow'", "refinement.preprocessing.pointMap is given",
            "refinement.condition.encoders[0].stage is 'nowhere'", "refinement.sampling.steps is 0", "refinement.sampling.shortcut is true", "refinement.sampling.temperature is given, expected none",
            "refinement.sampling.shapeCandidates is given, expected none",
            "refinement.resolution is 16, expected structure.resolution, 32", "refinement.levels is 9", "refinement.mean is a list of 1 numbers, expected 2",
            "refinement.std[1] is 0", "refinement.gaussians[0].stage is 'missing'", "refinement.gaussians[0].opacityBias is 1",
            "refinement.gaussians[0].scaleActivation is 7", "'refinement.gaussians' is a list with '4' twice", "refinement.mesh.windowSize is 0", "refinement.mesh.windowGroups is 65",
            "refinement.mesh.channels is 53, expected 101", "refinement.mesh.resolution is 65, expected 64"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void There_is_a_decoder()
    {
        BundleException error = Assert.Throws<BundleException>(() => Write(With(Spec() with { Gaussians = [], Mesh = null })));
        Assert.Contains("refinement is without a decoder", error.Message, StringComparison.Ordinal);
    }

    private static RefinementSpec Spec()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        return new RefinementSpec
        {
            Preprocessing = manifest.Preprocessing with { PointMap = [], PointMapNormalization = PointMapNormalization.None },
            Condition = manifest.Condition,
            Sampling = manifest.Sampling with { Shortcut = false, RescaleT = 1 },
            Resolution = manifest.Structure.Resolution,
            Channels = 2,
            Levels = 2,
            Mean = [0.25f, -1],
            Std = [2, 0.5f],
            Gaussians =
            [
                new GaussianDecoderSpec
                {
                    Stage = TinyBundle.Stage,
                    PerVoxel = 4,
                    WindowSize = 8, WindowGroups = 16,
                    ScaleBias = 0.004f,
                    OpacityBias = 0.1f,
                    MinimumScale = 0.0009f,
                    ScaleActivation = ScaleActivation.Exponential,
                },
            ],
            Mesh = new MeshDecoderSpec { Stage = TinyBundle.Stage, WindowSize = 8, WindowGroups = 16, Channels = 101, Resolution = 4 * manifest.Structure.Resolution },
        };
    }

    private static BundleManifest With(RefinementSpec refinement)
    {
        BundleManifest manifest = TinyBundle.Manifest();
        StageSpec stage = manifest.Stages[TinyBundle.Stage];
        return manifest with
        {
            Refinement = refinement,
            Stages = new Dictionary<string, StageSpec>(manifest.Stages)
            {
                [RefinementSpec.ModulationStage] = stage,
                [RefinementSpec.ContextStage] = stage,
                [RefinementSpec.FlowStage] = stage,
            },
        };
    }

    private static string Refused(JsonNode json) =>
        Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "test")).Message;

    private static byte[] Write(BundleManifest manifest)
    {
        using var stream = new MemoryStream();
        BundleManifestSerializer.Write(manifest, stream);
        return stream.ToArray();
    }
}
