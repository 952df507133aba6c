using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>What the conversion of the texture and refinement stage refuses, and what it leaves out.</summary>
public sealed class RefinementConversionTests(MiniBundle mini) : IClassFixture<MiniBundle>
{
    [Theory]
    [InlineData("slat_generator.yaml", "FlowMatching", "ShortCut", "the module ShortCut (expected FlowMatching) is not supported")]
    [InlineData("slat_generator.yaml", @"(?m)^( +)resolution: \d+$", "$1resolution: 3", "resolution: expected the ")]
    [InlineData("slat_generator.yaml", @"cond_channels: \d+", "cond_channels: 7", "the flow takes conditions of 7 channels")]
    [InlineData("slat_generator.yaml", @"(?m)^( +)patch_size: \d+$", "$1patch_size: 64", "patch_size 64 is not 2 to the ")]
    [InlineData("slat_generator.yaml", @"io_block_channels: \[.*\]", "io_block_channels: []", "io_block_channels: expected at least one item")]
    [InlineData("slat_generator.yaml", @"(?m)^( +)num_heads: \d+$", "$1num_heads: 977", "not a multiple of the 977 heads")]
    [InlineData("slat_generator.yaml", @"out_channels: \d+", "out_channels: 77", "out_channels is 77, in_channels ")]
    [InlineData("slat_generator.yaml", "pe_mode: ape", "pe_mode: rope", "the position embedding 'rope' is not supported")]
    [InlineData("slat_generator.yaml", "pe_mode: ape", "share_mod: true", "share_mod of a flow over voxels is not supported")]
    [InlineData("slat_generator.yaml", "force_zeros_cond: true", "force_zeros_cond: false", "the unconditional_handling 'add_flag'")]
    [InlineData("slat_generator.yaml", "unconditional_handling: add_flag", "unconditional_handling: discard", "the unconditional_handling 'discard'")]
    [InlineData("slat_generator.yaml", "inference_steps: 12", "solver_method: rk4", "the solver 'rk4' is not supported")]
    [InlineData("slat_decoder_gs_4.yaml", "attn_mode: swin", "attn_mode: full", "slat_decoder_gs_4.yaml: attn_mode: the attn_mode 'full' is not supported")]
    [InlineData("slat_decoder_gs_4.yaml", @"latent_channels: \d+", "latent_channels: 77", "channels of slat_generator's latents, got 77")]
    [InlineData("slat_decoder_gs_4.yaml", @"resolution: \d+", "resolution: 3", "cells of slat_generator's voxels, got 3")]
    [InlineData("slat_decoder_gs_4.yaml", "\"scaling_activation\": \"\\w+\"", "\"scaling_activation\": \"relu\"", "the scaling_activation 'relu' is not supported")]
    [InlineData("slat_decoder_gs_4.yaml", "\"opacity_bias\": [^,}]+", "\"opacity_bias\": 1", "opacity_bias: expected a number from")]
    [InlineData("slat_decoder_gs_4.yaml", "\"_rotation\"", "\"_turn\"", "has no key '_rotation'")]
    [InlineData("slat_decoder_mesh.yaml", "\"use_color\": true", "\"use_color\": false", "a mesh without colours")]
    [InlineData("slat_decoder_mesh.yaml", @"model_channels: \d+", "model_channels: 384", "model_channels 384 is not a multiple of 256")]
    [InlineData("pipeline.yaml", @"slat_cfg_interval: \[", "slat_cfg_interval: [1, ", "slat_cfg_interval: expected a list of 2 numbers, got 3")]
    [InlineData("pipeline.yaml", @"slat_mean: \[", "slat_mean: [0, ", "slat_mean: expected a list of ")]
    [InlineData("pipeline.yaml", "slat_preprocessor:", "other_preprocessor:", "has no key 'slat_preprocessor'")]
    [InlineData("pipeline.yaml", "slat_decoder_gs_ckpt_path: slat_decoder_gs.ckpt", "slat_decoder_gs_ckpt_path: lost.ckpt", "'lost.ckpt' is not in")]
    public void A_configuration_that_cannot_be_used_is_refused(string file, string from, string to, string expected)
    {
        string checkpoint = mini.CopyCheckpoint();
        Edit(checkpoint, file, from, to);
        Refuse(checkpoint, expected);
    }

    [Fact]
    public void Two_decoders_of_as_many_Gaussians_are_refused()
    {
        string checkpoint = mini.CopyCheckpoint();
        Edit(checkpoint, "pipeline.yaml", "slat_decoder_gs_4_config_path: slat_decoder_gs_4.yaml", "slat_decoder_gs_4_config_path: slat_decoder_gs.yaml");
        Refuse(checkpoint, $"two decoders make {Gaussians("slat_decoder_gs")} Gaussians a voxel");
    }

    [Theory]
    [InlineData("slat_generator.ckpt", "_base_models.generator.", "reverse_fn.backbone.blocks.1.cross_attn.to_kv.weight")]
    [InlineData("slat_generator.ckpt", "_base_models.generator.", "reverse_fn.backbone.out_blocks.0.emb_layers.1.bias")]
    [InlineData("slat_generator.ckpt", "_base_models.condition_embedder.", "projection_nets.0.1.w2.weight")]
    [InlineData("slat_decoder_gs_4.ckpt", "", "out_layer.bias")]
    [InlineData("slat_decoder_mesh.ckpt", "", "upsample.1.out_layers.3.conv.weight")]
    public void Missing_and_wrong_tensors_are_named_with_their_file(string file, string prefix, string tensor)
    {
        string checkpoint = mini.CopyCheckpoint();
        Rewrite(checkpoint, file, prefix + tensor, keeps: false);
        Refuse(checkpoint, $"{file} has no tensor '{tensor}'");
        File.Copy(Path.Combine(mini.Checkpoint, file), Path.Combine(checkpoint, file), overwrite: true);
        Rewrite(checkpoint, file, prefix + tensor, keeps: true);
        Refuse(checkpoint, $"{file}: tensor '{tensor}' has shape [");
    }

    [Fact]
    public void A_foreign_generator_is_told_by_its_file()
    {
        string checkpoint = mini.CopyCheckpoint();
        File.Copy(Path.Combine(checkpoint, "ss_decoder.ckpt"), Path.Combine(checkpoint, "slat_generator.ckpt"), overwrite: true);
        Refuse(checkpoint, "slat_generator.ckpt: no tensor's name starts with '_base_models.condition_embedder.'");
    }

    [Fact]
    public void Each_decoder_may_be_missing_but_not_all()
    {
        string checkpoint = mini.CopyCheckpoint();
        Edit(checkpoint, "pipeline.yaml", "slat_decoder_mesh_config_path: slat_decoder_mesh.yaml", "slat_decoder_mesh_config_path: null");
        Edit(checkpoint, "pipeline.yaml", "slat_decoder_gs_config_path: slat_decoder_gs.yaml\n", "");
        BundleManifest manifest = CheckpointConverter.Convert(checkpoint, checkpoint + "-bundle", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(manifest.Refinement!.Mesh);
        Assert.Equal([$"gaussian_decoder_{Gaussians("slat_decoder_gs_4")}"], manifest.Refinement.Gaussians.Select(g => g.Stage));

        Edit(checkpoint, "pipeline.yaml", "slat_decoder_gs_4_config_path: slat_decoder_gs_4.yaml\n", "");
        Refuse(checkpoint, "no decoder of its latents");

        Edit(checkpoint, "pipeline.yaml", "slat_generator_config_path: slat_generator.yaml\n", "");
        manifest = CheckpointConverter.Convert(checkpoint, checkpoint + "-geometry", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(manifest.Refinement);
        Assert.DoesNotContain(manifest.Stages.Keys, name => name.StartsWith("texture_", StringComparison.Ordinal));
    }

    [Fact]
    public void The_manifest_says_what_the_configuration_says()
    {
        BundleManifest manifest = ReadManifest();
        RefinementSpec spec = manifest.Refinement!;
        Assert.Equal(mini.Case.Int("stage2_inference_steps"), spec.Sampling.Steps);
        Assert.Equal(mini.Case.Setting("slat_rescale_t").GetDouble(), spec.Sampling.RescaleT);
        Assert.Equal(mini.Case.Setting("slat_cfg_strength").GetSingle(), spec.Sampling.GuidanceStrength);
        Assert.Equal(["image", "rgb_image", "mask", "rgb_image_mask"], spec.Condition.Encoders.SelectMany(e => e.Inputs));
        Assert.Equal(mini.Resolution, spec.Resolution);
        Assert.Equal(4 * mini.Resolution, spec.Mesh!.Resolution);
        Assert.Equal(2, spec.Levels);
        StageSpec flow = manifest.Stages[RefinementSpec.FlowStage];
        Assert.All(flow.Inputs, input => Assert.Equal(
            input.Name.StartsWith("neighbors", StringComparison.Ordinal) || input.Name.StartsWith("parents", StringComparison.Ordinal)
                || input.Name.StartsWith("children", StringComparison.Ordinal) || input.Name == "coordinates"
                ? TensorElement.Int32
                : TensorElement.Float32,
            input.Type));
    }

    private int Gaussians(string decoder) =>
        MiniCheckpoint.DecoderCase(mini.Case, decoder).Setting("representation_config").GetProperty("num_gaussians").GetInt32();

    private BundleManifest ReadManifest()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        return bundle.Manifest;
    }

    private static void Refuse(string checkpoint, string expected)
    {
        string bundle = checkpoint + "-refused";
        string message = Assert.Throws<CheckpointException>(() => CheckpointConverter.Convert(
            checkpoint, bundle, cancellationToken: TestContext.Current.CancellationToken)).Message;
        TestContext.Current.TestOutputHelper!.WriteLine(message);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.False(Directory.Exists(bundle));
    }

    private static void Edit(string checkpoint, string file, string from, string to)
    {
        string path = Path.Combine(checkpoint, file), text = File.ReadAllText(path);
        string edited = Regex.Replace(text, from, to);
        Assert.NotEqual(text, edited);
        File.WriteAllText(path, edited);
    }

    /// <summary>Writes a checkpoint file anew, without a tensor or with one of another shape.</summary>
    private static void Rewrite(string checkpoint, string file, string tensor, bool keeps)
    {
        string path = Path.Combine(checkpoint, file);
        bool isGenerator = file.StartsWith("slat_generator", StringComparison.Ordinal);
        string under = isGenerator ? "state_dict." : "";
        var tensors = new List<(CheckpointTensor, byte[])>();
        using (ICheckpoint read = CheckpointFile.Open(path))
        {
            Assert.Contains(under + tensor, read.Tensors.Keys);
            foreach (CheckpointTensor t in read.Tensors.Values)
            {
                bool isIt = t.Name == under + tensor;
                float[] values = read.ReadSingle(t.Name);
                if (!isIt || keeps)
                {
                    tensors.Add((
                        t with { Name = t.Name[under.Length..], Shape = isIt ? [values.Length, 1] : t.Shape },
                        MemoryMarshal.AsBytes<float>(values).ToArray()));
                }
            }
        }

        File.WriteAllBytes(path, PyTorchWriter.Build(tensors, under: isGenerator ? "state_dict" : null));
    }
}
