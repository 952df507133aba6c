using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// The files of a synthetic checkpoint. Each network is run on shapes with the configuration of its YAML file, and what it asks for is what its file holds, plus the few
/// tensors of the official state dict that are never used.
/// </summary>
internal sealed class SyntheticNetworks
{
    private const string GeneratorPrefix = "_base_models.generator.";
    private const string ConditionPrefix = "_base_models.condition_embedder";
    private const string BackboneScope = "reverse_fn.backbone";
    private const string PositionName = GeneratorPrefix + BackboneScope + ".latent_mapping.shape.pos_emb";
    private const string DinoScope = ".backbone.";

    private readonly SyntheticCheckpointOptions _options;
    private readonly SyntheticTemplates _templates;

    /// <summary>The files of some sizes, seed and precision.</summary>
    public SyntheticNetworks(SyntheticCheckpointOptions options)
    {
        _options = options;
        _templates = new SyntheticTemplates(options.Size);
    }

    /// <summary>Names of the files with weights.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
    [
        "ss_generator.ckpt", "ss_decoder.ckpt", "ss_encoder.safetensors", "slat_generator.ckpt", "slat_decoder_gs.ckpt", "slat_decoder_gs_4.ckpt",
        "slat_decoder_mesh.ckpt", SyntheticCheckpoint.DepthModelFile,
    ];

    /// <summary>Names of the YAML files.</summary>
    public static IReadOnlyList<string> ConfigNames { get; } =
    [
        CheckpointFolder.PipelineFile, .. FileNames.Where(f => !f.Contains('/')).Select(f => Path.ChangeExtension(f, ".yaml")),
    ];

    /// <summary>The text of a YAML file.</summary>
    public string Config(string name) => _templates.Text(name);

    /// <summary>One file with weights.</summary>
    /// <param name="name">One of <see cref="FileNames"/>.</param>
    public SyntheticFile File(string name) => name switch
    {
        "ss_generator.ckpt" => Lightning(name, GeometryShapes(), GeometryValues),
        "ss_decoder.ckpt" => new SyntheticFile(name, Weights(name, StructureShapes(), Structure().Of, IsInner)),
        "ss_encoder.safetensors" => new SyntheticFile(name, Weights(name, EncoderShapes(), (_, _) => null, IsInner)),
        "slat_generator.ckpt" => Lightning(name, RefinementShapes(), (_, _) => null),
        "slat_decoder_gs.ckpt" or "slat_decoder_gs_4.ckpt" => Gaussians(name),
        "slat_decoder_mesh.ckpt" => Mesh(name),
        SyntheticCheckpoint.DepthModelFile => Moge(name),
        _ => throw new ArgumentException($"There is no file '{name}', expected one of {string.Join(", ", FileNames)}.", nameof(name)),
    };

    private SyntheticFile Lightning(string name, ShapeOps shapes, Func<string, IReadOnlyList<long>, TensorValues?> special) => new(
        name,
        Weights(name, shapes, special, _ => false),
        "state_dict",
        new Dictionary<string, object?> { ["epoch"] = 0, ["global_step"] = 0, ["pytorch-lightning_version"] = "2.3.3" });

    private SyntheticWeights Weights(
        string file, ShapeOps shapes, Func<string, IReadOnlyList<long>, TensorValues?> special, Func<string, bool> isHalfInRelease) => new(
        shapes.Parameters.Select(p =>
        {
            bool isHalf = _options.Precision == SyntheticPrecision.Float16 || isHalfInRelease(p.Key);
            var tensor = new CheckpointTensor(p.Key, isHalf ? CheckpointType.Float16 : CheckpointType.Float32, p.Value);
            return new SyntheticTensor(tensor, special(p.Key, p.Value) ?? Normal(file, tensor));
        }));

    private TensorValues Normal(string file, CheckpointTensor tensor)
    {
        (float mean, float deviation) = WeightRoles.Of(tensor.Name, tensor.Shape);
        return TensorValues.Normal(_options.Seed, Source(file, tensor.Name), mean, deviation);
    }

    /// <summary>What the values of a tensor depend on. The frozen DINOv2 of all condition encoders is one network, as in the release.</summary>
    private static string Source(string file, string name)
    {
        int at = name.IndexOf(DinoScope, StringComparison.Ordinal);
        return at >= 0 && name.StartsWith(ConditionPrefix, StringComparison.Ordinal) ? "dinov2/" + name[(at + DinoScope.Length)..] : $"{file}/{name}";
    }

    // The layers that the official convert_to_fp16 reaches; norms keep float32.
    private static bool IsInner(string name) =>
        (name.StartsWith("blocks.", StringComparison.Ordinal) || name.StartsWith("middle_block.", StringComparison.Ordinal))
        && !name.Contains(".norm", StringComparison.Ordinal);

    private ShapeOps GeometryShapes()
    {
        ConfigNode yaml = _templates.Config("ss_generator.yaml");
        ConditionEncoderConfig condition = ConditionConfig.Read(yaml["module"]["condition_embedder"]["backbone"]);
        ShapeOps shapes = ConditionShapes(condition);
        return NetworkShapes.GeometryFlow(shapes, GeneratorPrefix + BackboneScope, GeneratorConfig.ReadFlow(yaml, condition.Tokens));
    }

    private ShapeOps RefinementShapes()
    {
        ConfigNode yaml = _templates.Config("slat_generator.yaml");
        ShapeOps shapes = ConditionShapes(ConditionConfig.Read(yaml["module"]["condition_embedder"]["backbone"]));
        return NetworkShapes.StructuredLatentFlow(shapes, GeneratorPrefix + BackboneScope, FlowConfig());
    }

    private static ShapeOps ConditionShapes(ConditionEncoderConfig config)
    {
        ShapeOps shapes = NetworkShapes.Condition(new ShapeOps(), ConditionPrefix, config);
        for (int i = 0; i < config.Embedders.Count; i++)
        {
            if (config.Embedders[i].Dino is { } dino)
            {
                // Not used: the token of masked patches, and the final norm where features are taken before it.
                string backbone = $"{ConditionPrefix}.module_list.{i}.backbone.";
                shapes.Parameter(backbone + "mask_token", 1, dino.EmbedDim);
                shapes.Parameter(backbone + "norm.weight", dino.EmbedDim);
                shapes.Parameter(backbone + "norm.bias", dino.EmbedDim);
            }
        }

        return shapes;
    }

    private TensorValues? GeometryValues(string name, IReadOnlyList<long> shape)
    {
        int resolution = (int)Math.Round(Math.Cbrt(shape[0]));
        return name == PositionName ? TensorValues.Computed(() => PositionEmbedding.Grid((int)shape[1], resolution)) : null;
    }

    /// <summary>Sizes of the structured latent flow.</summary>
    public StructuredLatentFlowConfig FlowConfig()
    {
        StructureAutoencoderConfig structure = StructureConfig();
        return TextureFlowConfig.Read(_templates.Config("slat_generator.yaml"), structure.InputResolution << (structure.Channels.Count - 1));
    }

    /// <summary>Sizes of a Gaussian decoder by its file with weights.</summary>
    public GaussianDecoderConfig GaussianConfig(string name) =>
        VoxelDecoderConfig.ReadGaussians(_templates.Config(Path.ChangeExtension(name, ".yaml")), FlowConfig());

    /// <summary>Sizes of the mesh decoder.</summary>
    public MeshDecoderConfig MeshConfig() => VoxelDecoderConfig.ReadMesh(_templates.Config("slat_decoder_mesh.yaml"), FlowConfig());

    private StructureAutoencoderConfig StructureConfig()
    {
        ConfigNode generator = _templates.Config("ss_generator.yaml"), decoder = _templates.Config("ss_decoder.yaml");
        return GeneratorConfig.ReadDecoder(decoder, GeneratorConfig.ReadLatentResolution(generator), decoder["latent_channels"].Size());
    }

    private StructureWeights Structure() => new(StructureConfig(), _options.Seed, "ss_decoder.ckpt");

    private ShapeOps StructureShapes() => NetworkShapes.StructureDecoder(new ShapeOps(), StructureConfig());

    private ShapeOps EncoderShapes()
    {
        StructureAutoencoderConfig decoder = StructureConfig();
        return NetworkShapes.StructureEncoder(new ShapeOps(), GeneratorConfig.ReadEncoder(_templates.Config("ss_encoder.yaml"), decoder));
    }

    private SyntheticFile Gaussians(string name)
    {
        GaussianDecoderConfig config = GaussianConfig(name);
        TensorValues? Special(string tensor, IReadOnlyList<long> shape) => tensor == "offset_perturbation"
            ? TensorValues.Computed(() => GaussianOffsets.Create(config.NumGaussians, config.VoxelSize))
            : null;
        return new SyntheticFile(name, Weights(name, NetworkShapes.GaussianDecoder(new ShapeOps(), config), Special, IsInner));
    }

    private SyntheticFile Mesh(string name)
    {
        MeshDecoderConfig config = MeshConfig();
        var values = new MeshWeights(config, _options.Seed, name);
        return new SyntheticFile(name, Weights(name, NetworkShapes.MeshDecoder(new ShapeOps(), config), (tensor, _) => values.Of(tensor), _ => false));
    }

    private SyntheticFile Moge(string name)
    {
        ConfigNode node = _templates.Config("moge.yaml");
        MogePointConfig config = MogeConfig.Read(node);
        var values = new MogeWeights(config, _options.Seed, name);
        ShapeOps shapes = NetworkShapes.Moge(new ShapeOps(), config);
        shapes.Parameter("backbone.mask_token", 1, config.EmbedDim); // not used
        return new SyntheticFile(
            name,
            Weights(name, shapes, (tensor, _) => values.Of(tensor), _ => false),
            "model",
            new Dictionary<string, object?> { ["model_config"] = Plain(node) });
    }

    /// <summary>A configuration as the plain values that a pickle holds.</summary>
    private static object? Plain(ConfigNode node) => node.Kind switch
    {
        ConfigKind.Null => null,
        ConfigKind.Bool => node.Bool(),
        ConfigKind.Int => (long)node.Int(),
        ConfigKind.Float => node.Double(),
        ConfigKind.List => node.Items.Select(Plain).ToArray(),
        ConfigKind.Map => node.Members.ToDictionary(m => m.Key, m => Plain(m.Value)),
        _ => node.String(),
    };
}
