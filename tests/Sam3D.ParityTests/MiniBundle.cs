using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Makes a bundle of the networks that a case of the whole pipeline names.</summary>
internal static class MiniBundle
{
    public static void Write(FixtureCase fixture, string folder)
    {
        JsonElement stages = fixture.Json.GetProperty("stages");
        int size = fixture.Int("preprocess_size");

        FixtureCase fuser = Case(stages, "stage1_condition"), flowCase = Case(stages, "stage1_generator"), decoderCase = Case(stages, "ss_decoder");
        using var fuserWeights = new WeightSet(fuser);
        using var flowWeights = new WeightSet(flowCase);
        using var decoderWeights = new WeightSet(decoderCase);
        ConditionEncoderConfig condition = FixtureConfigs.Fuser(fuser, fuserWeights);
        int resolution = stages.GetProperty("stage1_generator").GetProperty("override").GetProperty("resolution").GetInt32();
        GeometryFlowConfig flow = FixtureConfigs.Flow(flowCase, resolution, condition.Tokens);
        flowWeights.Replace(
            "reverse_fn.backbone.latent_mapping.shape.pos_emb",
            PositionEmbedding.Grid(flow.ModelChannels, resolution),
            resolution * resolution * resolution,
            flow.ModelChannels);
        foreach (JsonProperty replaced in stages.GetProperty("ss_decoder").GetProperty("replace").EnumerateObject())
        {
            Tensor value = fixture[replaced.Value.GetString()!];
            decoderWeights.Replace(replaced.Name, value.Values, [.. value.Shape.Select(d => (long)d)]);
        }

        StructureAutoencoderConfig decoder = FixtureConfigs.Structure(decoderCase, resolution);
        var structure = new StructureSpec
        {
            Resolution = resolution << (decoder.Channels.Count - 1),
            LatentResolution = resolution,
            PruneDistance = fixture.Int("downsample_ss_dist"),
        };

        // External data for all weights: this bundle takes the path of large checkpoints.
        using var writer = new BundleWriter(folder, new ConversionOptions { MaxInlineBytes = 0 });
        void Stage(string name, ICheckpoint weights, Action<OnnxGraphBuilder> record)
        {
            var builder = new OnnxGraphBuilder(name, weights);
            record(builder);
            writer.WriteStage(name, builder, CancellationToken.None);
        }

        var encoders = new List<ConditionEncoderSpec>();
        for (int i = 0; i < condition.Embedders.Count; i++)
        {
            int index = i;
            EmbedderConfig embedder = condition.Embedders[i];
            int channels = embedder.Inputs[0].Name.EndsWith("mask", StringComparison.Ordinal) ? 1 : 3;
            Stage($"condition_encoder_{i}", fuserWeights, b => CheckpointConverter.RecordEncoder(b, condition, index, channels, size));
            encoders.Add(new ConditionEncoderSpec($"condition_encoder_{i}", [.. embedder.Inputs.Select(n => n.Name)], embedder.OutputTokens));
        }

        Stage(BundleManifest.GeometryFlowStage, flowWeights, b => CheckpointConverter.RecordFlow(b, flow));
        Stage(BundleManifest.StructureDecoderStage, decoderWeights, b => CheckpointConverter.RecordDecoder(b, decoder, structure));
        writer.Complete(Manifest(fixture, stages, size, condition, encoders, flow, structure, writer));
    }

    private static BundleManifest Manifest(
        FixtureCase fixture,
        JsonElement stages,
        int size,
        ConditionEncoderConfig condition,
        List<ConditionEncoderSpec> encoders,
        GeometryFlowConfig flow,
        StructureSpec structure,
        BundleWriter writer)
    {
        JsonElement statistics = stages.GetProperty("rotation_6d_mean_std");
        FixtureCase pose = Fixtures.Open(statistics.GetProperty("from").GetString()!.Split('.')[0]);
        string[] tensors = [.. statistics.GetProperty("tensors").EnumerateArray().Select(e => e.GetString()!)];
        FixtureCase preprocess = Fixtures.Open(Fixtures.Discover("preprocess_image")[0]);
        return new BundleManifest
        {
            Format = BundleManifest.CurrentFormat,
            Name = fixture.Name,
            Licence = "none",
            Origin = "reference fixtures",
            Camera = new CameraSpec(50),
            Preprocessing = new PreprocessingRecipe
            {
                Joint =
                [
                    new ResizeAllToSameSize(),
                    new CropAroundMask(preprocess.Setting("box_size_factor").GetDouble(), preprocess.Setting("padding_factor").GetDouble()),
                ],
                Image = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Bilinear)],
                Mask = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)],
                PointMap = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)],
                PointMapNormalization = PointMapNormalization.ObjectCentricSsi,
            },
            Condition = new ConditionSpec { Width = condition.Width, Encoders = encoders },
            Sampling = new SamplingSpec
            {
                Steps = fixture.Int("stage1_inference_steps"),
                RescaleT = fixture.Setting("ss_rescale_t").GetDouble(),
                TimeScale = 1000,
                GuidanceStrength = (float)fixture.Setting("ss_cfg_strength").GetDouble(),
                GuidanceStart = fixture.Setting("ss_cfg_interval")[0].GetDouble(),
                GuidanceEnd = fixture.Setting("ss_cfg_interval")[1].GetDouble(),
            },
            Latents = [.. flow.Latents.Select(l => new LatentSpec(l.Name, l.Tokens, l.Channels))],
            Structure = structure,
            Pose = new PoseSpec { Convention = "ScaleShiftInvariant", Rotation6dMean = pose[tensors[0]].Values, Rotation6dStd = pose[tensors[1]].Values },
            Stages = writer.Stages,
            Files = writer.Files,
        };
    }

    private static FixtureCase Case(JsonElement stages, string stage) =>
        Fixtures.Open(stages.GetProperty(stage).GetProperty("weights").GetString()!);
}
