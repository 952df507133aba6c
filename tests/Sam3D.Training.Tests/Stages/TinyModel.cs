namespace Sam3D.Training.Tests;

/// <summary>The compact model's configurations at a fraction of its sizes.</summary>
internal static class TinyModel
{
    public const int Resolution = 16;

    private static readonly (string File, string From, string To)[] Changes =
    [
        ("ss_generator.yaml", "model_channels: 128", "model_channels: 32"), ("ss_generator.yaml", "cond_channels: 128", "cond_channels: 32"),
        ("ss_generator.yaml", "embed_dim: 128", "embed_dim: 32"), ("ss_generator.yaml", "depth: 4", "depth: 1"), ("ss_generator.yaml", "depth: 2", "depth: 1"),
        ("ss_generator.yaml", "num_heads: 4", "num_heads: 2"), ("ss_generator.yaml", "num_head_channels: 32", "num_head_channels: 16"),
        ("ss_generator.yaml", "num_blocks: 4", "num_blocks: 1"), ("ss_generator.yaml", "resolution: 4", "resolution: 2"),
        ("ss_generator.yaml", "size: 84", "size: 28"), ("ss_generator.yaml", "input_size: 56", "input_size: 28"), ("ss_generator.yaml", "img_size: 56", "img_size: 28"),
        ("ss_decoder.yaml", "[128, 48, 16, 12]", "[16, 16, 8, 8]"), ("ss_encoder.yaml", "[8, 32, 64, 128]", "[8, 8, 16, 16]"),
        ("slat_generator.yaml", "model_channels: 128", "model_channels: 32"), ("slat_generator.yaml", "cond_channels: 128", "cond_channels: 32"),
        ("slat_generator.yaml", "embed_dim: 128", "embed_dim: 32"), ("slat_generator.yaml", "depth: 4", "depth: 1"), ("slat_generator.yaml", "num_heads: 4", "num_heads: 2"),
        ("slat_generator.yaml", "num_blocks: 4", "num_blocks: 1"), ("slat_generator.yaml", "num_head_channels: 32", "num_head_channels: 16"),
        ("slat_generator.yaml", "[64]", "[16]"), ("slat_generator.yaml", "resolution: 32", "resolution: 16"),
        ("slat_generator.yaml", "input_size: 56", "input_size: 28"), ("slat_generator.yaml", "img_size: 56", "img_size: 28"),
        ("slat_encoder.yaml", "resolution: 32", "resolution: 16"), ("slat_encoder.yaml", "model_channels: 96", "model_channels: 48"),
        ("slat_decoder_gs_4.yaml", "resolution: 32", "resolution: 16"), ("slat_decoder_gs_4.yaml", "model_channels: 96", "model_channels: 48"),
        ("slat_decoder_mesh.yaml", "resolution: 32", "resolution: 16"), ("slat_decoder_mesh.yaml", "num_blocks: 2", "num_blocks: 1"),
        ("pipeline.yaml", "size: 84", "size: 28"),
    ];

    /// <summary>Writes the YAML files.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string source in Directory.EnumerateFiles(Path.Combine(Repository.Root, "models", "compact", "recipe", "checkpoint"), "*.yaml"))
        {
            string name = Path.GetFileName(source), text = File.ReadAllText(source);
            foreach ((_, string from, string to) in Changes.Where(c => c.File == name))
            {
                Assert.Contains(from, text, StringComparison.Ordinal);
                text = text.Replace(from, to, StringComparison.Ordinal);
            }

            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return folder;
    }
}
