using System.Globalization;
using System.Text.Json;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <content>
/// The texture and refinement stage: <c>slat_generator</c> and <c>slat_decoder_gs_4</c> as the case says, and beside them the decoders of 32 Gaussians and of the mesh
/// of the other cases, for the grid of this one.
/// </content>
internal static partial class MiniCheckpoint
{
    /// <summary>The case whose weights a decoder has, by the decoder's official name.</summary>
    public static FixtureCase DecoderCase(FixtureCase fixture, string name) => name switch
    {
        "slat_decoder_gs_4" => Case(fixture.Json.GetProperty("stages"), name),
        "slat_decoder_gs" => Fixtures.Discover("SLatGaussianDecoder").Select(Fixtures.Open)
            .First(c => c.Setting("representation_config").GetProperty("num_gaussians").GetInt32()
                != DecoderCase(fixture, "slat_decoder_gs_4").Setting("representation_config").GetProperty("num_gaussians").GetInt32()),
        _ => Fixtures.Open(Fixtures.Discover("SLatMeshDecoder")[0]),
    };

    private static void WriteRefinement(FixtureCase fixture, string folder)
    {
        JsonElement stages = fixture.Json.GetProperty("stages");
        FixtureCase fuser = Case(stages, "stage2_condition"), flow = Case(stages, "stage2_generator");
        int resolution = stages.GetProperty("stage2_generator").GetProperty("override").GetProperty("resolution").GetInt32();
        using var fuserWeights = new WeightSet(fuser);
        using var flowWeights = new WeightSet(flow);
        File.WriteAllText(
            Path.Combine(folder, "slat_generator.yaml"),
            TextureGenerator(flow, SlatConfigs.Flow(flow, resolution), FixtureConfigs.Fuser(fuser, fuserWeights)));
        File.WriteAllBytes(Path.Combine(folder, "slat_generator.ckpt"), PyTorchWriter.Build(
            [.. Tensors(flowWeights, "_base_models.generator."), .. Tensors(fuserWeights, "_base_models.condition_embedder.")], under: "state_dict"));
        foreach (string name in (string[])["slat_decoder_gs", "slat_decoder_gs_4", "slat_decoder_mesh"])
        {
            FixtureCase decoder = DecoderCase(fixture, name);
            using var weights = new WeightSet(decoder);
            string target = name == "slat_decoder_mesh" ? "decoder_mesh.SLatMeshDecoderTdfyWrapper" : "decoder_gs.SLatGaussianDecoderTdfyWrapper";
            File.WriteAllText(Path.Combine(folder, name + ".yaml"), VoxelDecoder(decoder, target, SlatConfigs.Transformer(decoder, resolution)));
            File.WriteAllBytes(Path.Combine(folder, name + ".ckpt"), PyTorchWriter.Build([.. Tensors(weights, "")]));
        }
    }

    private static string RefinementPipeline(FixtureCase fixture)
    {
        JsonElement statistics = fixture.Json.GetProperty("stages").GetProperty("slat_mean_std");
        string from = statistics.GetProperty("from").GetString()!;
        FixtureCase source = Fixtures.Open(from[..^".io.safetensors".Length]);
        string Numbers(int index) => "[" + string.Join(", ", source[statistics.GetProperty("tensors")[index].GetString()!].Values
            .Select(v => v.ToString("R", CultureInfo.InvariantCulture))) + "]";
        string files = string.Concat(new[] { "slat_generator", "slat_decoder_gs", "slat_decoder_gs_4", "slat_decoder_mesh" }
            .Select(n => $"{n}_config_path: {n}.yaml\n{n}_ckpt_path: {n}.ckpt\n"));
        return files + $$"""
            slat_inference_steps: {{fixture.Int("stage2_inference_steps")}}
            slat_cfg_strength: {{fixture.Setting("slat_cfg_strength").GetRawText()}}
            slat_cfg_interval: {{fixture.Setting("slat_cfg_interval").GetRawText()}}
            slat_rescale_t: {{fixture.Setting("slat_rescale_t").GetRawText()}}
            slat_mean: {{Numbers(0)}}
            slat_std: {{Numbers(1)}}
            """;
    }

    private static string TextureGenerator(FixtureCase fixture, StructuredLatentFlowConfig flow, ConditionEncoderConfig condition) => $$"""
        module:
          generator:
            backbone:
              _target_: sam3d_objects.model.backbone.generator.flow_matching.model.FlowMatching
              inference_steps: 12
              reverse_fn:
                _target_: sam3d_objects.model.backbone.generator.classifier_free_guidance.ClassifierFreeGuidance
                strength: 0
                unconditional_handling: add_flag
                backbone:
                  _target_: sam3d_objects.model.backbone.tdfy_dit.models.structured_latent_flow.SLatFlowModelTdfyWrapper
                  force_zeros_cond: {{fixture.Setting("force_zeros_cond").GetRawText()}}
                  resolution: {{flow.Resolution}}
                  in_channels: {{flow.InChannels}}
                  out_channels: {{flow.OutChannels}}
                  model_channels: {{flow.ModelChannels}}
                  cond_channels: {{flow.ConditionChannels}}
                  num_blocks: {{flow.NumBlocks}}
                  num_heads: {{flow.NumHeads}}
                  mlp_ratio: {{fixture.Setting("mlp_ratio").GetRawText()}}
                  patch_size: {{fixture.Setting("patch_size").GetRawText()}}
                  num_io_res_blocks: {{flow.NumIoResBlocks}}
                  io_block_channels: [{{string.Join(", ", flow.IoBlockChannels)}}]
                  pe_mode: {{fixture.Setting("pe_mode").GetString()}}
                  qk_rms_norm: {{fixture.Setting("qk_rms_norm").GetRawText()}}
        {{Fuser(condition)}}

        """;

    private static string VoxelDecoder(FixtureCase fixture, string target, SparseTransformerConfig config) => $$"""
        _target_: sam3d_objects.model.backbone.tdfy_dit.models.structured_latent_vae.{{target}}
        resolution: {{config.Resolution}}
        model_channels: {{config.ModelChannels}}
        latent_channels: {{config.LatentChannels}}
        num_blocks: {{config.NumBlocks}}
        num_heads: {{config.NumHeads}}
        mlp_ratio: {{fixture.Setting("mlp_ratio").GetRawText()}}
        attn_mode: {{fixture.Setting("attn_mode").GetString()}}
        window_size: {{config.WindowSize}}
        representation_config: {{fixture.Setting("representation_config").GetRawText().ReplaceLineEndings(" ")}}

        """;
}
