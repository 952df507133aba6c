using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D.ParityTests;

/// <summary>What the decoders take in memory, against the estimate: released width, two blocks, the shell of a ball. Alone, as above.</summary>
[Collection(nameof(MemoryEstimateTests))]
public sealed class DecoderMemoryTests
{
    private const int Resolution = 64, Voxels = 2000, Levels = 2;

    private static readonly SparseTransformerConfig Transformer = new()
    {
        LatentChannels = 8,
        ModelChannels = 768,
        NumBlocks = 2,
        NumHeads = 12,
        MlpHidden = 3072,
        WindowSize = 8,
        Resolution = Resolution,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ADecoderOfReleasedWidthTakesWhatIsEstimated(bool isMesh)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux tells the largest memory since a moment.");
        }

        using var folder = new TemporaryFolder();
        StageSpec spec = isMesh
            ? Write(folder, NetworkShapes.MeshDecoder(new ShapeOps(), Mesh), builder => RefinementGraphs.RecordMesh(builder, Mesh))
            : Write(folder, NetworkShapes.GaussianDecoder(new ShapeOps(), Gaussians), builder => RefinementGraphs.RecordGaussians(builder, Gaussians));
        var index = new VoxelIndexWork(new SparseVoxels(Resolution, Shell()), Levels);
        NamedTensor[] inputs =
        [
            MeasuredRun.Random("latents", [Voxels, Transformer.LatentChannels]),
            .. index.Windows(Transformer.WindowSize, RefinementGraphs.WindowGroups),
            .. isMesh ? index.Subdivide(4 * Resolution).Inputs : [],
        ];
        int rows = isMesh ? 64 * Voxels : Voxels * Gaussians.NumGaussians;
        NamedTensor[] outputs = [.. spec.Outputs.Select(o => MeasuredRun.Random(o.Name, [rows, o.Shape[1]]))];
        (long taken, GraphMemoryEstimate estimate) = MeasuredRun.Memory(folder, spec, inputs, outputs, MemoryBudget.Smallest);
        long expected = estimate.Weights + estimate.Working;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{spec.File}: {taken >> 20} MiB, estimated {expected >> 20} MiB, {estimate.Weights >> 20} of them weights and {estimate.Live >> 20} in use at once");
        Assert.InRange(taken, expected * 0.75, expected * 1.25);
    }

    private static GaussianDecoderConfig Gaussians { get; } = new() { Transformer = Transformer, NumGaussians = 32 };

    private static MeshDecoderConfig Mesh { get; } = new() { Transformer = Transformer };

    private static StageSpec Write(TemporaryFolder folder, ShapeOps shapes, Action<OnnxGraphBuilder> record)
    {
        using SyntheticWeights weights = SyntheticWeights.For(shapes, seed: 3);
        var builder = new OnnxGraphBuilder("decoder", weights);
        record(builder);
        using FileStream graph = File.Create(folder.File("decoder.onnx")), data = File.Create(folder.File("decoder.onnx.data"));
        OnnxModelWriter.WriteExternal(builder, graph, data, "decoder.onnx.data");
        return new StageSpec { File = "decoder.onnx", DataFiles = ["decoder.onnx.data"], Inputs = builder.Inputs, Outputs = builder.Outputs };
    }

    /// <summary>The voxels nearest to a sphere.</summary>
    private static VoxelIndex[] Shell()
    {
        double Distance(VoxelIndex v)
        {
            (double x, double y, double z) = (v.X - 31.5, v.Y - 31.5, v.Z - 31.5);
            return Math.Abs(Math.Sqrt((x * x) + (y * y) + (z * z)) - 24);
        }

        IEnumerable<VoxelIndex> all = Enumerable.Range(0, Resolution * Resolution * Resolution)
            .Select(i => new VoxelIndex(i / (Resolution * Resolution), i / Resolution % Resolution, i % Resolution));
        return [.. all.OrderBy(Distance).Take(Voxels).OrderBy(v => v.X).ThenBy(v => v.Y).ThenBy(v => v.Z)];
    }
}
