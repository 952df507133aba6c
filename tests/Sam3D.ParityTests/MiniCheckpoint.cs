using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>
/// Writes the networks of a case of the whole pipeline as a checkpoint folder of the official form: YAML configurations, a
/// Lightning checkpoint with prefixes for the generator, a plain state dict for the decoder.
/// </summary>
internal static partial class MiniCheckpoint
{
    private const string PositionEmbeddingName = "reverse_fn.backbone.latent_mapping.shape.pos_emb";

    public static void Write(FixtureCase fixture, string folder)
    {
        Directory.CreateDirectory(folder);
        JsonElement stages = fixture.Json.GetProperty("stages");
        FixtureCase fuser = Case(stages, "stage1_condition"), flow = Case(stages, "stage1_generator"), decoder = Case(stages, "ss_decoder");
        int resolution = stages.GetProperty("stage1_generator").GetProperty("override").GetProperty("resolution").GetInt32();
        using var fuserWeights = new WeightSet(fuser);
        using var flowWeights = new WeightSet(flow);
        using var decoderWeights = new WeightSet(decoder);
        int width = flow.Int("model_channels");
        flowWeights.Replace(PositionEmbeddingName, PositionEmbedding.Grid(width, resolution), resolution * resolution * resolution, width);
        foreach (JsonProperty replaced in stages.GetProperty("ss_decoder").GetProperty("replace").EnumerateObject())
        {
            Tensor value = fixture[replaced.Value.GetString()!];
            decoderWeights.Replace(replaced.Name, value.Values, [.. value.Shape.Select(d => (long)d)]);
        }

        void Text(string name, string content) => File.WriteAllText(Path.Combine(folder, name), content);
        Text("pipeline.yaml", Pipeline(fixture));
        Text("ss_generator.yaml", Generator(flow, FixtureConfigs.Flow(flow, resolution), FixtureConfigs.Fuser(fuser, fuserWeights), resolution));
        Text("ss_decoder.yaml", Decoder(decoder));
        File.WriteAllBytes(Path.Combine(folder, "ss_generator.ckpt"), PyTorchWriter.Build(
            [.. Tensors(flowWeights, "_base_models.generator."), .. Tensors(fuserWeights, "_base_models.condition_embedder.")], under: "state_dict"));
        File.WriteAllBytes(Path.Combine(folder, "ss_decoder.ckpt"), PyTorchWriter.Build([.. Tensors(decoderWeights, "")]));
        WriteRefinement(fixture, folder);
    }

    private static FixtureCase Case(JsonElement stages, string stage) =>
        Fixtures.Open(stages.GetProperty(stage).GetProperty("weights").GetString()!);

    private static IEnumerable<(CheckpointTensor Tensor, byte[] Bytes)> Tensors(WeightSet weights, string prefix) =>
        weights.Tensors.Values.Select(t => (
            t with { Name = prefix + t.Name }, MemoryMarshal.AsBytes<float>(weights.ReadSingle(t.Name)).ToArray()));

    private static string Pipeline(FixtureCase fixture)
    {
        FixtureCase preprocess = Fixtures.Open(Fixtures.Discover("preprocess_image")[0]);
        int size = fixture.Int("preprocess_size");
        string Transforms(string filter) =>
            "{_target_: torchvision.transforms.Compose, transforms: ["
            + "{_target_: sam3d_objects.data.dataset.tdfy.img_processing.pad_to_square_centered, _partial_: true}, "
            + $"{{_target_: torchvision.transforms.Resize, size: {size}{filter}}}]}}";
        return $$"""
            _target_: sam3d_objects.pipeline.inference_pipeline_pointmap.InferencePipelinePointMap
            version: {{fixture.Name}}
            ss_generator_config_path: ss_generator.yaml
            ss_generator_ckpt_path: ss_generator.ckpt
            ss_decoder_config_path: ss_decoder.yaml
            ss_decoder_ckpt_path: ss_decoder.ckpt
            pose_decoder_name: ScaleShiftInvariant
            downsample_ss_dist: {{fixture.Int("downsample_ss_dist")}}
            ss_inference_steps: {{fixture.Int("stage1_inference_steps")}}
            ss_cfg_strength: {{fixture.Setting("ss_cfg_strength").GetRawText()}}
            ss_cfg_interval: {{fixture.Setting("ss_cfg_interval").GetRawText()}}
            ss_rescale_t: {{fixture.Setting("ss_rescale_t").GetRawText()}}
            {{RefinementPipeline(fixture)}}
            slat_preprocessor:
              _target_: sam3d_objects.data.dataset.tdfy.preprocessor.PreProcessor
              img_mask_joint_transform:
              - {{Crop(preprocess)}}
              img_transform: {{Transforms("")}}
              mask_transform: {{Transforms(", interpolation: 0")}}
            ss_preprocessor:
              _target_: sam3d_objects.data.dataset.tdfy.preprocessor.PreProcessor
              normalize_pointmap: true
              pointmap_normalizer:
                _target_: sam3d_objects.data.dataset.tdfy.img_and_mask_transforms.ObjectCentricSSI
              img_mask_pointmap_joint_transform:
              - _target_: sam3d_objects.data.dataset.tdfy.img_and_mask_transforms.resize_all_to_same_size
                _partial_: true
              - {{Crop(preprocess)}}
              img_transform: {{Transforms("")}}
              mask_transform: {{Transforms(", interpolation: 0")}}
              pointmap_transform: {{Transforms(", interpolation: 0")}}

            """;
    }

    private static string Crop(FixtureCase preprocess) =>
        "{_target_: sam3d_objects.data.dataset.tdfy.img_and_mask_transforms.crop_around_mask_with_padding, _partial_: true, "
        + $"box_size_factor: {preprocess.Setting("box_size_factor").GetRawText()}, padding_factor: {preprocess.Setting("padding_factor").GetRawText()}}}";

    private static string Generator(FixtureCase fixture, GeometryFlowConfig flow, ConditionEncoderConfig condition, int resolution)
    {
        JsonElement backbone = fixture.Json.GetProperty("constructor").GetProperty("backbone");
        string Position(FlowLatentConfig latent) => latent.Tokens > 1
            ? $"{{_target_: sam3d_objects.model.backbone.tdfy_dit.models.mm_latent.ShapePositionEmbedder, model_channels: {flow.ModelChannels}, resolution: {resolution}, patch_size: 1}}"
            : $"{{_target_: sam3d_objects.model.backbone.tdfy_dit.models.mm_latent.LearntPositionEmbedder, model_channels: {flow.ModelChannels}, token_len: {latent.Tokens}}}";
        string latents = string.Join('\n', flow.Latents.Select(l =>
            $"            {l.Name}: {{_target_: sam3d_objects.model.backbone.tdfy_dit.models.mm_latent.Latent, in_channels: {l.Channels}, model_channels: {flow.ModelChannels}, pos_embedder: {Position(l)}}}"));
        string shared = string.Join('\n', flow.SharedStreams.Select(s => $"            {s.Key}: [{string.Join(", ", s.Value)}]"));
        return $$"""
            module:
              pose_target_convention: ScaleShiftInvariant
              generator:
                backbone:
                  _target_: sam3d_objects.model.backbone.generator.shortcut.model.ShortCut
                  time_scale: {{fixture.Json.GetProperty("constructor").GetProperty("generator").GetProperty("time_scale").GetRawText()}}
                  reverse_fn:
                    _target_: sam3d_objects.model.backbone.generator.classifier_free_guidance.ClassifierFreeGuidanceWithExternalUnconditionalProbability
                    backbone:
                      _target_: sam3d_objects.model.backbone.tdfy_dit.models.mot_sparse_structure_flow.SparseStructureFlowTdfyWrapper
                      model_channels: {{flow.ModelChannels}}
                      cond_channels: {{flow.ConditionChannels}}
                      num_blocks: {{flow.NumBlocks}}
                      num_heads: {{flow.NumHeads}}
                      mlp_ratio: {{fixture.Setting("mlp_ratio").GetRawText()}}
                      pe_mode: ape
                      qk_rms_norm: {{backbone.GetProperty("qk_rms_norm").GetRawText()}}
                      share_mod: {{backbone.GetProperty("share_mod").GetRawText()}}
                      is_shortcut_model: {{backbone.GetProperty("is_shortcut_model").GetRawText()}}
                      latent_mapping:
            {{latents}}
                      latent_share_transformer:
            {{shared}}
            {{Fuser(condition)}}

            """;
    }

    private static string Fuser(ConditionEncoderConfig condition) => $$"""
          condition_embedder:
            backbone:
              _target_: sam3d_objects.model.backbone.dit.embedder.embedder_fuser.EmbedderFuser
              use_pos_embedding: learned
              projection_net_hidden_dim_multiplier: {{condition.ProjectionMultiplier.ToString(CultureInfo.InvariantCulture)}}
              embedder_list:
        {{string.Join('\n', condition.Embedders.Select(Embedder))}}
        """;

    private static string Embedder(EmbedderConfig embedder)
    {
        string inputs = string.Join(", ", embedder.Inputs.Select(i => $"[{i.Name}, {i.Group}]"));
        string module = embedder.Dino is { } d
            ? $"{{_target_: sam3d_objects.model.backbone.dit.embedder.dino.Dino, input_size: {d.InputSize}, dino_model: dinov2_vitl14_reg, prenorm_features: {(d.PrenormFeatures ? "true" : "false")}, backbone_kwargs: {{img_size: {d.TrainImageSize}, patch_size: {d.PatchSize}, embed_dim: {d.EmbedDim}, depth: {d.Depth}, num_heads: {d.NumHeads}, mlp_ratio: {d.MlpRatio.ToString(CultureInfo.InvariantCulture)}, num_register_tokens: {d.RegisterTokens}}}}}"
            : $"{{_target_: sam3d_objects.model.backbone.dit.embedder.pointmap.PointPatchEmbed, input_size: {embedder.PointPatch!.InputSize}, patch_size: {embedder.PointPatch.PatchSize}, embed_dim: {embedder.PointPatch.EmbedDim}, remap_output: linear}}";
        return $"        - [{module}, [{inputs}]]";
    }

    private static string Decoder(FixtureCase fixture) => $$"""
        _target_: sam3d_objects.model.backbone.tdfy_dit.models.sparse_structure_vae.SparseStructureDecoderTdfyWrapper
        out_channels: {{fixture.Int("out_channels")}}
        latent_channels: {{fixture.Int("latent_channels")}}
        num_res_blocks: {{fixture.Int("num_res_blocks")}}
        num_res_blocks_middle: {{fixture.Int("num_res_blocks_middle")}}
        channels: {{fixture.Setting("channels").GetRawText().ReplaceLineEndings(" ")}}
        norm_type: {{fixture.Setting("norm_type").GetString()}}

        """;
}
