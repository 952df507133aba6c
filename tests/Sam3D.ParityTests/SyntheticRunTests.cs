using System.Runtime.InteropServices;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Imaging;
using Sam3D.Meshing;
using Sam3D.Networks;
using Sam3D.Sparse;
using Sam3D.Tensors;
using Sam3D.Voxels;

namespace Sam3D.ParityTests;

/// <summary>
/// A synthetic checkpoint converts and runs like a real one: values keep their magnitude through every network, a sensible share of the voxels is occupied, the depth
/// network sees a scene in front of a camera, and the mesh decoder gives a surface.
/// </summary>
public sealed class SyntheticRunTests : IDisposable
{
    private static readonly RuntimeOptions Cpu = new() { Device = DevicePreference.Cpu };
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1UL, SyntheticPrecision.Float32)]
    [InlineData(2UL, SyntheticPrecision.Float16)]
    public async Task TheSmallFolderRunsFromPhotographToPose(ulong seed, SyntheticPrecision precision)
    {
        string checkpoint = _folder.File("checkpoint"), converted = _folder.File("bundle");
        SyntheticCheckpoint.Write(checkpoint, new SyntheticCheckpointOptions { Seed = seed, Precision = precision }, cancellationToken: None);
        CheckpointConverter.Convert(checkpoint, converted, cancellationToken: None);
        using ModelBundle bundle = ModelBundle.Open(converted);
        string photos = Path.Combine(Repository.Root, "tests", "fixtures", "photos");
        RgbImage photo = RgbImage.Load(Path.Combine(photos, "chelsea.png"));

        using var depth = new OnnxDepthEstimator(bundle, Cpu);
        DepthEstimate seen = await depth.EstimateAsync(photo, None);
        float[] z = [.. seen.PointMap.Points.ToArray().Where((_, i) => i % 3 == 2)];
        Log($"depth {z.Where(float.IsFinite).Min():F2} to {z.Where(float.IsFinite).Max():F2}, {z.Count(float.IsFinite) / (double)z.Length:P1} valid, focal {seen.Camera.FocalX:F2}");
        Assert.True(z.Count(float.IsFinite) > 0.9 * z.Length);
        Assert.All(z.Where(float.IsFinite), v => Assert.InRange(v, 0.1f, 20f));
        Assert.InRange(seen.Camera.FocalX, 0.3f, 3f);

        using var model = new OnnxGeometryModel(bundle, Cpu);
        var input = new GeometryInput(photo, Mask.Load(Path.Combine(photos, "chelsea.mask.png"))) { PointMap = seen.PointMap };
        GeometryResult result = await model.GenerateAsync(input, new GeometryOptions { Steps = 4 }, cancellationToken: None);
        CheckMagnitude("condition", result.ConditionTokens.Span, 0.1, 3);
        CheckMagnitude("shape latent", result.Latents["shape"], 0.5, 3);
        int cells = result.Occupancy.Resolution * result.Occupancy.Resolution * result.Occupancy.Resolution;
        Log($"{result.Voxels.Count} of {cells} voxels, scale {result.Pose.Scale:F2}");
        Assert.InRange(result.Voxels.Count, 0.03 * cells, 0.3 * cells);
        Assert.InRange(result.Pose.Scale, 1e-2f, 1e2f);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void TheSmallRefinementNetworksKeepMagnitudesAndMakeASurface(ulong seed)
    {
        var options = new SyntheticCheckpointOptions { Seed = seed };
        VoxelIndex[] voxels = Sheet(resolution: 16);
        float[] latents = Refine(options, voxels);

        var networks = new SyntheticNetworks(options);
        foreach (string file in (string[])["slat_decoder_gs.ckpt", "slat_decoder_gs_4.ckpt"])
        {
            using SyntheticWeights weights = SyntheticCheckpoint.Open(file, options);
            GaussianDecoderConfig config = networks.GaussianConfig(file);
            IReadOnlyDictionary<string, float[]> fields = SlatGaussianRun.Decode(weights, config, voxels, latents);
            CheckMagnitude(file + " colours", fields["_features_dc"], 0.2, 3);
            CheckMagnitude(file + " opacities", fields["_opacity"], 0.2, 3);
            Assert.All(fields["_xyz"], v => Assert.InRange(v, -0.1f, 1.1f));
        }

        using SyntheticWeights mesh = SyntheticCheckpoint.Open("slat_decoder_mesh.ckpt", options);
        (SparseVoxels cubes, float[] features) = SlatMeshRun.Decode(mesh, networks.MeshConfig(), voxels, latents);
        CheckMagnitude("cube features", features, 0.1, 5);
        FlexiCubesGrid grid = FlexiCubesExtraction.ToGrid(cubes, features);
        double inside = grid.Scalars.ToArray().Count(s => s < 0) / (double)grid.Scalars.Length;
        TriangleMesh surface = FlexiCubesExtraction.Extract(cubes, features);
        Log($"{inside:P1} of the corners inside, {surface.TriangleCount} triangles from {voxels.Length} voxels");
        Assert.InRange(inside, 0.02, 0.98);
        Assert.True(surface.TriangleCount > 0);
    }

    /// <summary>As many blocks as in the release, at test width: the velocity does not fade or grow, and sees the condition.</summary>
    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public void TwentyFourBlocksKeepTheMagnitude(ulong seed)
    {
        ConfigNode yaml = new SyntheticTemplates(SyntheticSize.Small).Config("ss_generator.yaml");
        GeometryFlowConfig config = GeneratorConfig.ReadFlow(yaml, conditionTokens: 60) with { NumBlocks = 24 };
        using SyntheticWeights weights = Random(NetworkShapes.GeometryFlow(new ShapeOps(), "reverse_fn.backbone", config), seed);
        using GraphRun run = GraphRun.Record(weights, b => GeometryGraphs.RecordPlainFlow(b, config));
        float[] Noise(int count, uint stream)
        {
            float[] values = new float[count];
            Philox.FillNormal(values, seed, stream);
            return values;
        }

        (string, Tensor)[] latents =
        [
            .. config.Latents.Select((l, i) => ("x." + l.Name, new Tensor([1, l.Tokens, l.Channels], Noise(l.Tokens * l.Channels, (uint)i)))),
            ("t", new Tensor([1], [300])), ("d", new Tensor([1], [0])),
        ];
        Tensor condition = new([1, config.ConditionTokens, config.ConditionChannels], Noise(config.ConditionTokens * config.ConditionChannels, 99));
        Tensor none = new(condition.Shape, new float[condition.Values.Length]);
        float[] with = run.Run([.. latents, ("condition", condition)])["v.shape"];
        float[] without = run.Run([.. latents, ("condition", none)])["v.shape"];
        CheckMagnitude("velocity", with, 0.05, 0.2);
        CheckMagnitude("difference that the condition makes", with.Zip(without, (a, b) => a - b).ToArray(), 0.001, 0.1);
    }

    /// <summary>64³ voxels as in the release, by a decoder of a quarter of its channels.</summary>
    [Theory]
    [InlineData(1UL, 0f)]
    [InlineData(2UL, 0f)]
    [InlineData(3UL, 0f)]
    [InlineData(4UL, 0.1f)]
    [InlineData(5UL, 0.2f)]
    public void AboutATenthOfTheVoxelsIsOccupied(ulong seed, float offset)
    {
        var config = new StructureAutoencoderConfig
        {
            LatentChannels = 8,
            VoxelChannels = 1,
            Channels = [64, 32, 16],
            ResBlocks = 2,
            MiddleResBlocks = 2,
            InputResolution = 16,
        };
        var values = new StructureWeights(config, seed, "ss_decoder.ckpt");
        using SyntheticWeights weights = Random(NetworkShapes.StructureDecoder(new ShapeOps(), config), seed, values.Of);
        CheckOccupancy(config, weights, seed, offset);
    }

    public void Dispose() => _folder.Dispose();

    private static SyntheticWeights Random(ShapeOps network, ulong seed, Func<string, IReadOnlyList<long>, TensorValues?>? special = null) =>
        new(network.Parameters.Select(p =>
        {
            (float mean, float deviation) = WeightRoles.Of(p.Key, p.Value);
            return new SyntheticTensor(
                new CheckpointTensor(p.Key, CheckpointType.Float32, p.Value),
                special?.Invoke(p.Key, p.Value) ?? TensorValues.Normal(seed, p.Key, mean, deviation));
        }));

    /// <summary>Noise with a constant on top, as guidance leaves it, becomes voxels.</summary>
    private static void CheckOccupancy(StructureAutoencoderConfig config, ICheckpoint weights, ulong seed, float offset)
    {
        int r = config.InputResolution, cells = r * r * r, fine = r << (config.Channels.Count - 1);
        float[] latent = new float[cells * config.LatentChannels];
        Philox.FillNormal(latent, seed, 0);
        for (int i = 0; i < latent.Length; i++)
        {
            latent[i] += offset;
        }

        using GraphRun run = GraphRun.Record(weights, b => b.Output(
            "logits",
            StructureDecoder.Apply(new ParameterScope<GraphValue>(b), config, b.Input("z", -1, cells, config.LatentChannels)),
            -1, config.VoxelChannels, fine, fine, fine));
        float[] logits = run.Run(("z", new Tensor([1, cells, config.LatentChannels], latent)))["logits"];
        SparseVoxels occupied = VoxelExtraction.FromLogits(new OccupancyGrid(fine, logits), 0);
        SparseVoxels pruned = VoxelPruning.RemoveInterior(occupied, 1);
        var pyramid = new VoxelPyramid(1);
        pyramid.Build(pruned.Indices.ToArray());
        Log($"seed {seed}, offset {offset}: {(double)occupied.Count / logits.Length:P1} positive, {pruned.Count} voxels after pruning, {pyramid.Steps[0].CoarseCount} of the coarse grid");
        CheckMagnitude("logits", logits, 1, 100);
        Assert.InRange((double)occupied.Count / logits.Length, 0.08, 0.15);
        Assert.InRange(pruned.Count, 15_000, 42_000);
    }

    private float[] Refine(SyntheticCheckpointOptions options, VoxelIndex[] voxels)
    {
        ConfigNode yaml = new SyntheticTemplates(options.Size).Config("slat_generator.yaml");
        ConditionEncoderConfig condition = ConditionConfig.Read(yaml["module"]["condition_embedder"]["backbone"]);
        StructuredLatentFlowConfig config = new SyntheticNetworks(options).FlowConfig();
        using SyntheticWeights weights = SyntheticCheckpoint.Open("slat_generator.ckpt", options);
        using var flow = new SlatFlowRun(CheckpointView.Create(weights, "_base_models.generator.", "slat_generator.ckpt"), config, voxels);
        float[] tokens = new float[condition.Tokens * condition.Width], latents = new float[voxels.Length * config.InChannels];
        Philox.FillNormal(tokens, options.Seed, 1);
        Philox.FillNormal(latents, options.Seed, 2);
        float[] velocity = flow.Velocity(latents, 500, new Tensor([condition.Tokens, condition.Width], tokens));
        CheckMagnitude("velocity", velocity, 0.02, 1);
        for (int i = 0; i < latents.Length; i++)
        {
            latents[i] = 2 * (latents[i] + velocity[i]); // the released deviation is about 2
        }

        return latents;
    }

    /// <summary>Two voxels thick.</summary>
    private static VoxelIndex[] Sheet(int resolution) =>
    [
        .. from x in Enumerable.Range(0, resolution)
           from y in Enumerable.Range(0, resolution)
           from z in Enumerable.Range(0, 2)
           select new VoxelIndex(x, y, Math.Min(resolution - 1, (x / 2) + z)),
    ];

    private static void CheckMagnitude(string name, ReadOnlySpan<float> values, double least, double most)
    {
        double rms = Math.Sqrt(values.ToArray().Sum(v => (double)v * v) / values.Length);
        Log($"{name}: root mean square {rms:F3}");
        Assert.InRange(rms, least, most);
    }

    private static void Log(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
