using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Writes a graph of a bundle: its stage, the tensors that it may ask for, and how it is recorded.</summary>
internal delegate void GraphWriter(string stage, ICheckpoint checkpoint, Action<OnnxGraphBuilder> record);

/// <summary>
/// Converts the texture and refinement stage of an official checkpoint folder: <c>slat_generator</c> with its condition encoder, and the decoders
/// <c>slat_decoder_gs</c>, <c>slat_decoder_gs_4</c> and <c>slat_decoder_mesh</c> as far as <c>pipeline.yaml</c> names them.
/// </summary>
internal sealed class RefinementConverter
{
    private const string MeshStage = "mesh_decoder";

    private static readonly string[] GaussianDecoders = ["slat_decoder_gs", "slat_decoder_gs_4"];

    private readonly CheckpointFolder _folder;
    private readonly ConfigNode _preprocessor;
    private readonly ConditionEncoderConfig _condition;
    private readonly StructuredLatentFlowConfig _flow;
    private readonly List<(string Key, GaussianDecoderConfig Config, GaussianDecoderSpec Spec)> _gaussians = [];
    private readonly MeshDecoderConfig? _mesh;

    private RefinementConverter(CheckpointFolder folder, int resolution)
    {
        _folder = folder;

        // 1. Condition and flow
        ConfigNode generator = folder.Config("slat_generator_config_path"), pipeline = folder.Pipeline;
        _preprocessor = pipeline["slat_preprocessor"];
        PreprocessingRecipe recipe = PreprocessorConfig.Read(_preprocessor);
        if (recipe.PointMap.Count > 0)
        {
            throw _preprocessor.Unsupported("a point map in the second stage");
        }

        _condition = ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]);
        _flow = TextureFlowConfig.Read(generator, resolution);
        if (_flow.ConditionChannels != _condition.Width)
        {
            throw generator["module"].Refuse(
                $"the flow takes conditions of {_flow.ConditionChannels} channels (cond_channels), the condition embedder makes {_condition.Width}; correct one of them");
        }

        (float[] mean, float[] std) = TextureFlowConfig.ReadStatistics(pipeline, _flow.OutChannels);

        // 2. Decoders
        foreach (string name in GaussianDecoders.Where(IsNamed))
        {
            ReadGaussians(name);
        }

        _mesh = IsNamed("slat_decoder_mesh") ? VoxelDecoderConfig.ReadMesh(folder.Config(ConfigKey("slat_decoder_mesh")), _flow) : null;
        if (_gaussians.Count == 0 && _mesh is null)
        {
            throw pipeline.Refuse(
                "names slat_generator_config_path, but no decoder of its latents; name slat_decoder_gs, slat_decoder_gs_4 or slat_decoder_mesh, or leave out slat_generator_config_path");
        }

        Spec = new RefinementSpec
        {
            Preprocessing = recipe,
            Condition = new ConditionSpec
            {
                Width = _condition.Width,
                Encoders =
                [
                    .. _condition.Embedders.Select((e, i) =>
                        new ConditionEncoderSpec(EncoderStage(i), [.. e.Inputs.Select(n => n.Name)], e.OutputTokens)),
                ],
            },
            Sampling = SamplingConfig.Texture.Read(pipeline, generator["module"]["generator"]["backbone"]),
            Resolution = resolution,
            Channels = _flow.OutChannels,
            Levels = _flow.IoBlockChannels.Count + 1,
            Mean = mean,
            Std = std,
            Gaussians = [.. _gaussians.Select(g => g.Spec)],
            Mesh = _mesh is null ? null : VoxelDecoderConfig.MeshSpec(_mesh, MeshStage),
        };
    }

    /// <summary>What the manifest must say.</summary>
    public RefinementSpec Spec { get; }

    /// <summary>Number of graphs.</summary>
    public int Stages => _condition.Embedders.Count + 3 + _gaussians.Count + (_mesh is null ? 0 : 1);

    /// <summary>Reads all configurations of the stage.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="resolution">Cells along an axis of the voxels that the structure decoder makes.</param>
    /// <returns>The converter, or <see langword="null"/> when <c>pipeline.yaml</c> names no <c>slat_generator</c>.</returns>
    /// <exception cref="CheckpointException">A configuration cannot be used.</exception>
    public static RefinementConverter? Read(CheckpointFolder folder, int resolution) =>
        folder.Pipeline.Find("slat_generator_config_path") is null ? null : new RefinementConverter(folder, resolution);

    /// <summary>Writes all graphs of the stage.</summary>
    /// <exception cref="CheckpointException">A checkpoint cannot be used.</exception>
    public void Write(GraphWriter write)
    {
        using (ICheckpoint checkpoint = _folder.Checkpoint(CheckpointKey("slat_generator")))
        {
            string file = FileName("slat_generator");
            CheckpointView encoder = CheckpointView.Create(checkpoint, CheckpointConverter.ConditionPrefix, file);
            for (int i = 0; i < _condition.Embedders.Count; i++)
            {
                int index = i;
                write(EncoderStage(i), encoder, b => CheckpointConverter.RecordEncoder(b, _condition, index, Spec.Preprocessing, _preprocessor));
            }

            CheckpointView flow = CheckpointView.Create(checkpoint, CheckpointConverter.GeneratorPrefix, file);
            write(RefinementSpec.ModulationStage, flow, b => RefinementGraphs.RecordModulation(b, _flow));
            write(RefinementSpec.ContextStage, flow, b => RefinementGraphs.RecordContext(b, _flow));
            write(RefinementSpec.FlowStage, flow, b => RefinementGraphs.RecordFlow(b, _flow));
        }

        foreach ((string name, GaussianDecoderConfig config, GaussianDecoderSpec spec) in _gaussians)
        {
            WriteDecoder(name, spec.Stage, b => RefinementGraphs.RecordGaussians(b, config), write);
        }

        if (_mesh is not null)
        {
            WriteDecoder("slat_decoder_mesh", MeshStage, b => RefinementGraphs.RecordMesh(b, _mesh), write);
        }
    }

    private static string EncoderStage(int index) => $"texture_condition_encoder_{index}";

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

    private void WriteDecoder(string name, string stage, Action<OnnxGraphBuilder> record, GraphWriter write)
    {
        using ICheckpoint checkpoint = _folder.Checkpoint(CheckpointKey(name));
        write(stage, CheckpointView.Create(checkpoint, "", FileName(name)), record);
    }
}
