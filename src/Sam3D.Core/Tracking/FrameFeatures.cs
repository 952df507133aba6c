namespace Sam3D.Tracking;

/// <summary>What the image encoder makes of a frame.</summary>
/// <param name="pixels">The embedding [C, G, G].</param>
/// <param name="prompted">The same for a frame without memories: with the learned <c>no_mem_embed</c>.</param>
/// <param name="fine">[C / 8, 4G, 4G].</param>
/// <param name="middle">[C / 4, 2G, 2G].</param>
internal sealed class FrameFeatures(float[] pixels, float[] prompted, float[] fine, float[] middle)
{
    public float[] Pixels { get; } = pixels;

    public float[] Prompted { get; } = prompted;

    public float[] Fine { get; } = fine;

    public float[] Middle { get; } = middle;
}
