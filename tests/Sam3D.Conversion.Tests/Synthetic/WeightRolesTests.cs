namespace Sam3D.Conversion.Tests;

public sealed class WeightRolesTests
{
    [Theory]
    [InlineData("blocks.0.mlp.fc1.weight", 0, 1 / 4f, 64, 16)]
    [InlineData("blocks.0.mlp.fc2.weight", 0, 0.5f / 8, 16, 64)]
    [InlineData("backbone.blocks.3.mlp.shape.mlp.2.weight", 0, 0.5f / 8, 16, 64)]
    [InlineData("blocks.0.self_attn.to_out.6drotation_normalized.weight", 0, 0.5f / 4, 16, 16)]
    [InlineData("blocks.0.cross_attn.shape.to_out.weight", 0, 0.3f / 4, 16, 16)]
    [InlineData("blocks.0.cross_attn.to_out.weight", 0, 0.3f / 4, 16, 16)]
    [InlineData("blocks.0.cross_attn.to_q.weight", 0, 1 / 4f, 16, 16)]
    [InlineData("blocks.0.adaLN_modulation.1.bias", 0, 0.3f, 96)]
    [InlineData("t_embedder.mlp.0.weight", 0, 1.4f / 16, 64, 256)]
    [InlineData("latent_mapping.shape.out_layer.weight", 0, 0.1f / 4, 8, 16)]
    [InlineData("out_layer.weight", 0, 1 / 4f, 8, 16)]
    [InlineData("head.upsample_blocks.0.0.0.weight", 0, 1 / 4f, 16, 99, 2, 2)]
    [InlineData("head.upsample_blocks.0.0.1.weight", 0, 1 / 12f, 99, 16, 3, 3)]
    [InlineData("blocks.0.norm1.weight", 1, 0.05f, 16)]
    [InlineData("blocks.0.norm1.bias", 0, 0.02f, 16)]
    [InlineData("blocks.0.ls1.gamma", 0.5f, 0.05f, 16)]
    [InlineData("self_attn.q_rms_norm.shape.gamma", 1, 0.05f, 4, 16)]
    [InlineData("idx_emb", 0, 0.25f, 3, 16)]
    [InlineData("pos_embed", 0, 0.02f, 1, 26, 16)]
    public void GiveTheDistributionOfEachKind(string name, float mean, float deviation, params int[] shape)
    {
        (float Mean, float Deviation) role = WeightRoles.Of(name, [.. shape.Select(s => (long)s)]);
        Assert.Equal(mean, role.Mean);
        Assert.Equal(deviation, role.Deviation, 1e-6f);
    }
}
