using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Imaging.Sources;
using Sam3D.Sessions;

namespace Sam3D.Depth;

/// <summary>The inputs of the depth network: the picture, and the numbers that follow from its size alone.</summary>
/// <remarks>
/// MoGe: <c>MoGeModel.forward</c>, <c>normalized_view_plane_uv</c>; DINOv2: <c>interpolate_pos_encoding</c>. Computing these here keeps all sizes of the graph free.
/// </remarks>
internal static class DepthInputs
{
    public const string Image = "image";
    public const string PositionRows = "position.rows";
    public const string PositionColumns = "position.columns";
    public const string ResizeRows = "resize.rows";
    public const string ResizeColumns = "resize.columns";

    // The constant that DINOv2 adds to the target size when it resizes its position embedding.
    private const double PositionOffset = 0.1;

    /// <summary>Name of the view-plane input of a level; the last one is that of the output.</summary>
    public static string Uv(int level) => $"uv.{level}";

    /// <summary>The names of all inputs.</summary>
    public static IEnumerable<string> Names(DepthSpec spec) =>
        [Image, PositionRows, PositionColumns, .. Enumerable.Range(0, spec.Levels + 1).Select(Uv), ResizeRows, ResizeColumns];

    /// <summary>Prepares all inputs.</summary>
    /// <param name="planes">[3, H, W], RGB in 0 to 1.</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    /// <param name="resolution">The sizes.</param>
    /// <param name="spec">The network.</param>
    public static NamedTensor[] Prepare(float[] planes, int width, int height, DepthResolution resolution, DepthSpec spec) =>
        Prepare(new PlanarSource(planes, 3, height, width), resolution, spec);

    /// <summary>Prepares all inputs.</summary>
    /// <param name="picture">[3, H, W], RGB in 0 to 1.</param>
    /// <param name="resolution">The sizes.</param>
    /// <param name="spec">The network.</param>
    public static NamedTensor[] Prepare(PictureSource picture, DepthResolution resolution, DepthSpec spec)
    {
        (int w, int h, int gw, int gh) = resolution;
        int scale = 1 << spec.Levels, patch = spec.PatchSize, m = spec.PositionGrid;
        float[] rows = PictureResampler.ResizeMatrix(gh * scale, h, Interpolation.Bilinear, antialias: false);
        float[] columns = PictureResampler.TransposedResizeMatrix(gw * scale, w, Interpolation.Bilinear, antialias: false);
        return
        [
            new NamedTensor(Image, Resize(picture, resolution, patch), 1, 3, gh * patch, gw * patch),
            new NamedTensor(PositionRows, PositionMatrix(m, gh, gh == m && gw == m), 1, gh, m),
            new NamedTensor(PositionColumns, PositionMatrix(m, gw, gh == m && gw == m), 1, gw, m),
            .. Enumerable.Range(0, spec.Levels).Select(i => ViewPlane(Uv(i), gw << i, gh << i, resolution)),
            ViewPlane(Uv(spec.Levels), w, h, resolution),
            new NamedTensor(ResizeRows, rows, 1, 1, h, gh * scale),
            new NamedTensor(ResizeColumns, columns, 1, 1, gw * scale, w),
        ];
    }

    /// <summary>Resizes twice, as the official code does: to h × w, and from there to whole patches. Not clamped between the two.</summary>
    private static float[] Resize(PictureSource picture, DepthResolution r, int patch)
    {
        float[] resized = PictureResampler.Resize(picture, r.Height, r.Width, Interpolation.Bicubic, antialias: true);
        return PictureResampler.Resize(resized, 3, r.Height, r.Width, r.Rows * patch, r.Columns * patch, Interpolation.Bilinear, antialias: true);
    }

    /// <summary>The resize of the position embedding, [target, source]; none where the grid is the trained one in both directions.</summary>
    private static float[] PositionMatrix(int source, int target, bool isTrainedGrid) => isTrainedGrid
        ? PictureResampler.ResizeMatrix(source, target, Interpolation.Nearest, antialias: false)
        : PictureResampler.ResizeMatrix(source, target, Interpolation.Bicubic, (target + PositionOffset) / source);

    /// <summary>Where the middle of each of width × height pixels lies, when the picture has the aspect of <paramref name="picture"/>: [1, 2, height, width].</summary>
    private static NamedTensor ViewPlane(string name, int width, int height, DepthResolution picture)
    {
        double aspect = (double)picture.Width / picture.Height, diagonal = Math.Sqrt(1 + (aspect * aspect));
        float[] uv = new float[2 * width * height];
        Span<float> u = uv.AsSpan(0, width * height), v = uv.AsSpan(width * height);
        for (int x = 0; x < width; x++)
        {
            u[x] = (float)(aspect / diagonal * ((2.0 * x) + 1 - width) / width);
        }

        for (int y = 0; y < height; y++)
        {
            u[..width].CopyTo(u.Slice(y * width, width));
            v.Slice(y * width, width).Fill((float)(((2.0 * y) + 1 - height) / height / diagonal));
        }

        return new NamedTensor(name, uv, 1, 2, height, width);
    }
}
