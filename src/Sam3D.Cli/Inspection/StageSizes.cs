using Sam3D.Bundles;
using Sam3D.Depth;

namespace Sam3D.Cli.Inspection;

/// <summary>The sizes that a run gives to the inputs of a bundle's stages where the manifest leaves them free.</summary>
/// <param name="manifest">The bundle.</param>
/// <param name="voxels">Voxels of an object.</param>
internal sealed class StageSizes(BundleManifest manifest, int voxels)
{
    private const int GuidedBatch = 2;
    private const int PictureWidth = 4000, PictureHeight = 3000; // only the ratio counts
    private const int RgbChannels = 3;

    private readonly NominalVoxels? _voxels = manifest.Refinement is { } refinement ? new NominalVoxels(voxels, refinement.Resolution) : null;

    /// <summary>Sizes of all inputs of a stage; those that are not known stay −1.</summary>
    public IReadOnlyDictionary<string, long[]> Of(string stage) => manifest.Stages[stage].Inputs.ToDictionary(
        i => i.Name, i => Merge(i.Shape, Named(stage, i.Name)), StringComparer.Ordinal);

    /// <summary>Condition tokens of a specification.</summary>
    public static long Tokens(ConditionSpec condition) => condition.Encoders.Sum(e => (long)e.Inputs.Count * e.TokensPerInput);

    private static long[] Merge(IReadOnlyList<long> stated, long[] nominal) =>
        [.. stated.Select((size, axis) => size >= 0 ? size : axis < nominal.Length ? nominal[axis] : -1)];

    /// <summary>Sizes by name; −1 where the manifest states one.</summary>
    private long[] Named(string stage, string input) => stage switch
    {
        BundleManifest.GeometryModulationStage => [manifest.Sampling.Steps],
        BundleManifest.GeometryContextStage => [1, Tokens(manifest.Condition)],
        BundleManifest.GeometryFlowStage => GeometryFlow(input),
        BundleManifest.StructureDecoderStage => [1],
        BundleManifest.DepthStage => manifest.Depth is { } depth ? Depth(depth, input) : [],
        _ when manifest.Refinement is { } refinement && _voxels is not null => Refinement(refinement, _voxels, stage, input) ?? Condition(input),
        _ => Condition(input),
    };

    /// <summary>A guided step with one layout.</summary>
    private long[] GeometryFlow(string input)
    {
        if (input != BundleManifest.CandidateMask)
        {
            return input.StartsWith("x.", StringComparison.Ordinal) ? [GuidedBatch, 1] : [1, Tokens(manifest.Condition)];
        }

        long all = manifest.Latents.Sum(l => (long)l.Tokens), shape = (long)Math.Pow(manifest.Structure.LatentResolution, 3);
        return [1, 1, all - shape, all];
    }

    /// <summary>Backbones and condition encoders.</summary>
    private static long[] Condition(string input) => input == "picture" ? [1, RgbChannels] : [];

    private static long[] Depth(DepthSpec spec, string input)
    {
        (int w, int h, int gw, int gh) = DepthResolution.Of(PictureWidth, PictureHeight, spec.MaxTokens, spec.PatchSize);
        int scale = 1 << spec.Levels;
        return input switch
        {
            DepthInputs.Image => [1, RgbChannels, gh * spec.PatchSize, gw * spec.PatchSize],
            DepthInputs.PositionRows => [1, gh],
            DepthInputs.PositionColumns => [1, gw],
            DepthInputs.ResizeRows => [1, 1, h, gh * scale],
            DepthInputs.ResizeColumns => [1, 1, gw * scale, w],
            _ when input == DepthInputs.Uv(spec.Levels) => [1, 2, h, w],
            _ => Enumerable.Range(0, spec.Levels).Where(i => input == DepthInputs.Uv(i)).Select(i => (long[])[1, 2, gh << i, gw << i]).FirstOrDefault([]),
        };
    }

    private static long[]? Refinement(RefinementSpec spec, NominalVoxels voxels, string stage, string input)
    {
        long tokens = Tokens(spec.Condition);
        return stage switch
        {
            RefinementSpec.ModulationStage => [spec.Sampling.Steps],
            RefinementSpec.ContextStage => [tokens],
            RefinementSpec.FlowStage => Flow(spec, voxels, tokens, input),
            _ when spec.Gaussians.FirstOrDefault(g => g.Stage == stage) is { } gaussians => Decoder(voxels, gaussians.WindowSize, input),
            _ when spec.Mesh is { } mesh && mesh.Stage == stage => Decoder(voxels, mesh.WindowSize, input),
            _ => null,
        };
    }

    private static long[] Flow(RefinementSpec spec, NominalVoxels voxels, long tokens, string input)
    {
        if (input is "coordinates" or "x")
        {
            return [voxels.Level(input == "x" ? 0 : spec.Levels - 1)];
        }

        string[] parts = input.Split('.');
        int level = parts.Length == 2 && int.TryParse(parts[1], out int i) && i >= 0 && i < spec.Levels ? i : -1;
        return parts[0] switch
        {
            "k" or "v" => [1, tokens],
            "neighbors" or "parents" when level >= 0 => [voxels.Level(level)],
            "children" or "divisors" when level >= 0 => [voxels.Level(level + 1)],
            _ => [],
        };
    }

    private static long[] Decoder(NominalVoxels voxels, int windowSize, string input)
    {
        (long windows, long longest) = voxels.Windows(windowSize, input.StartsWith("shifted", StringComparison.Ordinal) ? windowSize / 2 : 0);
        return input switch
        {
            "windows" or "shifted_windows" => [windows, longest],
            _ when input.StartsWith("first.", StringComparison.Ordinal) => [8L * voxels.Count],
            _ when input.StartsWith("second.", StringComparison.Ordinal) => [64L * voxels.Count],
            _ => [voxels.Count],
        };
    }
}
