using System.Numerics;
using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

/// <summary>
/// The preprocessing written the plain way: every step makes a whole new picture [channel][row][column]. The reference for the lazy, row-wise one.
/// </summary>
internal static class PlainPreprocessing
{
    public static Dictionary<string, float[]> Run(RgbImage image, Mask mask, PointMap? map, PreprocessingRecipe recipe)
    {
        float[][][] rgb = Make(3, image.Height, image.Width, (c, y, x) => image.Pixels[(3 * ((y * image.Width) + x)) + c] / 255f);
        float[][][] object_ = Make(1, mask.Height, mask.Width, (_, y, x) => mask[x, y] ? 1 : 0);
        float[][][]? points = null;
        if (map is not null)
        {
            (Vector3 scale, Vector3 shift) = recipe.PointMapNormalization == PointMapNormalization.None
                ? (Vector3.One, Vector3.Zero)
                : PointMapNormalizer.Measure(map, mask);
            PointMap normalised = PointMapNormalizer.Normalize(map, scale, shift);
            points = Make(3, map.Height, map.Width, (c, y, x) => normalised.Points[(3 * ((y * map.Width) + x)) + c]);
        }

        var result = new Dictionary<string, float[]>
        {
            ["rgb_image"] = Finish(rgb, recipe.Image),
            ["rgb_image_mask"] = Finish(object_, recipe.Mask),
        };
        if (points is not null)
        {
            result["rgb_pointmap"] = Finish(points, recipe.PointMap);
        }

        foreach (PictureTransform transform in recipe.Joint)
        {
            if (transform is RemoveBackground)
            {
                rgb = Make(3, Rows(rgb), Columns(rgb), (c, y, x) => rgb[c][y][x] * object_[0][y][x]);
                points = points is null ? null : Make(3, Rows(rgb), Columns(rgb), (c, y, x) => object_[0][y][x] > 0 ? points[c][y][x] : float.NaN);
            }
            else if (transform is CropAroundMask crop)
            {
                (int left, int top, int right, int bottom) = Box(object_[0], crop.BoxSizeFactor);
                int side = Math.Max(right - left, bottom - top);
                int extra = (int)(side * crop.PaddingFactor);
                float[][][] Cut(float[][][] p, float fill) => Window(
                    Square(Window(p, left, top, right - left, bottom - top, 0), fill), -extra, -extra, side + (2 * extra), side + (2 * extra), fill);
                (rgb, object_, points) = (Cut(rgb, 0), Cut(object_, 0), points is null ? null : Cut(points, float.NaN));
            }
        }

        result["image"] = Finish(rgb, recipe.Image);
        result["mask"] = Finish(object_, recipe.Mask);
        if (points is not null)
        {
            result["pointmap"] = Finish(points, recipe.PointMap);
        }

        return result;
    }

    private static (int Left, int Top, int Right, int Bottom) Box(float[][] mask, double factor)
    {
        var set = (from y in Enumerable.Range(0, mask.Length) from x in Enumerable.Range(0, mask[0].Length) where mask[y][x] > 0 select (x, y)).ToList();
        (int x0, int x1, int y0, int y1) = (set.Min(p => p.x), set.Max(p => p.x), set.Min(p => p.y), set.Max(p => p.y));
        int half = (int)(Math.Max(x1 - x0, y1 - y0) * factor) / 2;
        (double cx, double cy) = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
        return ((int)(cx - half), (int)(cy - half), (int)(cx + half), (int)(cy + half));
    }

    private static float[] Finish(float[][][] picture, IReadOnlyList<PictureTransform> transforms)
    {
        foreach (PictureTransform transform in transforms)
        {
            picture = transform is ResizeToSquare r ? Resize(picture, r) : Square(picture, 0);
        }

        return [.. picture.SelectMany(c => c).SelectMany(row => row)];
    }

    private static float[][][] Resize(float[][][] p, ResizeToSquare r)
    {
        float[] rows = PictureResampler.ResizeMatrix(Rows(p), r.Size, r.Interpolation, r.Antialias);
        float[] columns = PictureResampler.ResizeMatrix(Columns(p), r.Size, r.Interpolation, r.Antialias);
        float[][][] narrow = Make(p.Length, Rows(p), r.Size, (c, y, x) => Sum(Columns(p), i => columns[(x * Columns(p)) + i], i => p[c][y][i]));
        return Make(p.Length, r.Size, r.Size, (c, y, x) => Sum(Rows(p), i => rows[(y * Rows(p)) + i], i => narrow[c][i][x]));
    }

    private static float Sum(int count, Func<int, float> weight, Func<int, float> value)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += weight(i) == 0 ? 0 : (double)weight(i) * value(i);
        }

        return (float)sum;
    }

    private static float[][][] Square(float[][][] p, float fill)
    {
        int side = Math.Max(Rows(p), Columns(p));
        return Window(p, -((side - Columns(p)) / 2), -((side - Rows(p)) / 2), side, side, fill);
    }

    private static float[][][] Window(float[][][] p, int left, int top, int width, int height, float fill) => Make(
        p.Length, height, width, (c, y, x) => y + top >= 0 && y + top < Rows(p) && x + left >= 0 && x + left < Columns(p) ? p[c][y + top][x + left] : fill);

    private static float[][][] Make(int channels, int height, int width, Func<int, int, int, float> value) =>
        [.. Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, height).Select(
            y => Enumerable.Range(0, width).Select(x => value(c, y, x)).ToArray()).ToArray())];

    private static int Rows(float[][][] p) => p[0].Length;

    private static int Columns(float[][][] p) => p[0][0].Length;
}
