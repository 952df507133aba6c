using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>Sizes and mask of a call of the geometry flow with several candidates of the layout beside one shape.</summary>
internal static class LayoutCandidates
{
    /// <summary>Added to the scores of what must not be seen; exp of it is zero, and it is a number in float16 too.</summary>
    private const float Masked = -65504f;

    /// <summary>Tokens of a latent: there is one shape, and a layout a candidate.</summary>
    public static int Tokens(LatentSpec latent, int candidates) =>
        latent.Name == OnnxGeometryModel.ShapeLatent ? latent.Tokens : checked(candidates * latent.Tokens);

    /// <summary>The <see cref="BundleManifest.CandidateMask"/>.</summary>
    public static NamedTensor Mask(IReadOnlyList<LatentSpec> latents, int candidates)
    {
        int shape = latents.Where(l => l.Name == OnnxGeometryModel.ShapeLatent).Sum(l => l.Tokens);
        int layout = latents.Sum(l => Tokens(l, candidates)) - shape, columns = shape + layout, own = layout / candidates;
        float[] mask = new float[checked(layout * columns)];
        for (int row = 0; row < layout; row++)
        {
            for (int other = 0; other < layout; other++)
            {
                mask[(row * columns) + shape + other] = row / own == other / own ? 0 : Masked;
            }
        }

        return new NamedTensor(BundleManifest.CandidateMask, mask, 1, 1, layout, columns);
    }
}
