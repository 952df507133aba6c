using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Converts the texture and refinement stage of an official checkpoint folder: <c>slat_generator</c> with its condition encoder, and the decoders
/// <c>slat_decoder_gs</c>, <c>slat_decoder_gs_4</c> and <c>slat_decoder_mesh</c> as far as <c>pipeline.yaml</c> names them.
/// </summary>
internal sealed class RefinementConverter
{
    private const string MeshStage = "mesh_decoder";
    private const string MeshDecoder = "slat_decoder_mesh";

    private static readonly string[] GaussianDecoders = ["slat_decoder_gs", "slat_decoder_gs_4"];

    private readonly CheckpointFolder _folder;
    private readonly int _resolution;
    private readonly ConfigNode _preprocessor;
    private readonly PreprocessingRecipe _recipe;
    private readonly ConditionEncoderConfig _condition;
    private readonly StructuredLatentFlowConfig _flow;
    private readonly SamplingSpec _sampling;
    private readonly (float[] Mean, float[] Std) _statistics;
    private readonly List<(string Name, GaussianDecoderConfig Config, GaussianDecoderSpec Spec)> _gaussians = [];
    private readonly MeshDecoderConfig? _mesh;

    private RefinementConverter(CheckpointFolder folder, int resolution)
    {
        (_folder, _resolution) = (folder, resolution);

        // 1. Condition
        ConfigNode generator = folder.Config("slat_generator_config_path"), pipeline = folder.Pipeline;
        _preprocessor = pipeline["slat_preprocessor"];
        _recipe = PreprocessorConfig.Read(_preprocessor);
        if (_recipe.PointMap.Count > 0)
        {
            throw _preprocessor.Unsupported("a point map in the second stage");
        }

        _condition = ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]);

        // 2. Flow
        _flow = TextureFlowConfig.Read(generator, resolution);
        if (_flow.ConditionChannels != _condition.Width)
        {
            throw generator["module"].Refuse(
                $"the flow takes conditions of {_flow.ConditionChannels} channels (cond_channels), the condition embedder makes {_condition.Width}; correct one of them");
        }

        _sampling = SamplingConfig.Texture.Read(pipeline, generator["module"]["generator"]["backbone"]);
        _statistics = TextureFlowConfig.ReadStatistics(pipeline, _flow.OutChannels);

        // 3. Decoders
        foreach (string name in GaussianDecoders.Where(IsNamed))
        {
            ReadGaussians(name);
        }

        _mesh = IsNamed(MeshDecoder) ? VoxelDecoderConfig.ReadMesh(folder.Config(ConfigKey(MeshDecoder)), _flow) : null;
        if (_gaussians.Count == 0 && _mesh is null)
        {
            throw pipeline.Refuse(
                "names slat_generator_config_path, but no decoder of its latents; name slat_decoder_gs, slat_decoder_gs_4 or slat_decoder_mesh, or leave out slat_generator_config_path");
        }
    }

    /// <summary>Graphs that <see cref="Write"/> writes or shares.</summary>
    public int GraphCount => ConditionConverter.GraphCount(_condition) + 3 + _gaussians.Count + (_mesh is null ? 0 : 1);

    /// <summary>The keys of <c>pipeline.yaml</c> that name the checkpoints which <see cref="Write"/> reads.</summary>
    public IEnumerable<string> CheckpointKeys =>
        [CheckpointKey("slat_generator"), .. _gaussians.Select(g => CheckpointKey(g.Name)), .. _mesh is null ? [] : (string[])[CheckpointKey(MeshDecoder)]];

    /// <summary>Reads all configurations of the stage.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="resolution">Cells along an axis of the voxels that the structure decoder makes.</param>
    /// <returns>The converter, or <see langword="null"/> when <c>pipeline.yaml</c> names no <c>slat_generator</c>.</returns>
    /// <exception cref="CheckpointException">A configuration cannot be used.</exception>
    public static RefinementConverter? Read(CheckpointFolder folder, int resolution) =>
        folder.Pipeline.Find("slat_generator_config_path") is null ? null : new RefinementConverter(folder, resolution);

    /// <summary>Writes all graphs of the stage.</summary>
    /// <param name="writer">The bundle.</param>
    /// <param name="conditions">Writes condition encoders, and shares backbones that the geometry has too.</param>
    /// <returns>What the manifest must say.</returns>
    /// <exception cref="CheckpointException">A checkpoint cannot be used.</exception>
    public RefinementSpec Write(StageWriter writer, ConditionConverter conditions)
    {
        ConditionSpec condition;
        using (ICheckpoint checkpoint = _folder.Checkpoint(CheckpointKey("slat_generator")))
        {
            string file = FileName("slat_generator");
            CheckpointView embedder = CheckpointView.Create(checkpoint, CheckpointConverter.ConditionPrefix, file);
            condition = conditions.Write(embedder, _condition, _recipe, _preprocessor, "texture_condition_encoder");
            CheckpointView flow = CheckpointView.Create(checkpoint, CheckpointConverter.GeneratorPrefix, file);
            writer.Write(RefinementSpec.ModulationStage, flow, b => RefinementGraphs.RecordModulation(b, _flow));
            writer.Write(RefinementSpec.ContextStage, flow, b => RefinementGraphs.RecordContext(b, _flow));
            writer.Write(RefinementSpec.FlowStage, flow, b => RefinementGraphs.RecordFlow(b, _flow));
        }

        foreach ((string name, GaussianDecoderConfig config, GaussianDecoderSpec spec) in _gaussians)
        {
            WriteDecoder(writer, name, spec.Stage, b => RefinementGraphs.RecordGaussians(b, config));
        }

        if (_mesh is not null)
        {
            WriteDecoder(writer, MeshDecoder, MeshStage, b => RefinementGraphs.RecordMesh(b, _mesh));
        }

        return new RefinementSpec
        {
            Preprocessing = _recipe,
            Condition = condition,
            Sampling = _sampling,
            Resolution = _resolution,
            Channels = _flow.OutChannels,
            Levels = _flow.IoBlockChannels.Count + 1,
            Mean = _statistics.Mean,
            Std = _statistics.Std,
            Gaussians = [.. _gaussians.Select(g => g.Spec)],
            Mesh = _mesh is null ? null : VoxelDecoderConfig.MeshSpec(_mesh, MeshStage) with
            {
                Colors = VoxelDecoderConfig.ReadMeshColors(_folder.Pipeline),
                Solid = VoxelDecoderConfig.ReadMeshSolid(_folder.Pipeline),
            },
        };
    }

    private static string ConfigKey(string name) => name + "_config_path";

    private static string CheckpointKey(string name) => name + "_ckpt_path";

    private bool IsNamed(string name) => _folder.Pipeline.Find(ConfigKey(name)) is not null;

    private string FileName(string name) => Path.GetFileName(_folder.FileOf(CheckpointKey(name)));

    private void ReadGaussians(string name)
    {
        ConfigNode node = _folder.Config(ConfigKey(name));
        GaussianDecoderConfig config = VoxelDecoderConfig.ReadGaussians(node, _flow);
        if (_gaussians.Any(g => g.Config.NumGaussians == config.NumGaussians))
        {
            throw node["representation_config"]["num_gaussians"].Refuse(
                $"two decoders make {config.NumGaussians} Gaussians a voxel; leave one of them out of pipeline.yaml");
        }

        _gaussians.Add((name, config, VoxelDecoderConfig.ReadGaussianSpec(node, config, $"gaussian_decoder_{config.NumGaussians}")));
    }

    private void WriteDecoder(StageWriter writer, string name, string stage, Action<OnnxGraphBuilder> record)
    {
        using ICheckpoint checkpoint = _folder.Checkpoint(CheckpointKey(name));
        writer.Write(stage, CheckpointView.Create(checkpoint, "", FileName(name)), record);
    }
}
