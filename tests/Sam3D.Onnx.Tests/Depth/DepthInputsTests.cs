using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Depth;
using Sam3D.Imaging;
using Sam3D.Placement;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Depth;

public sealed class DepthInputsTests
{
    private const int Width = 33, Height = 20;

    private static readonly DepthSpec Spec = new()
    {
        PatchSize = 4,
        PositionGrid = 5,
        Levels = 2,
        MinTokens = 10,
        MaxTokens = 40,
        Remap = DepthRemap.Exp,
        MaskThreshold = 0,
    };

    [Fact]
    public void All_inputs_have_the_promised_names_and_shapes()
    {
        DepthResolution r = DepthResolution.Of(Width, Height, 30, Spec.PatchSize);
        Dictionary<string, NamedTensor> inputs = Prepare(r);
        Assert.Equal(DepthInputs.Names(Spec).Order(StringComparer.Ordinal), inputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 3, r.Rows * 4, r.Columns * 4], inputs["image"].Shape);
        Assert.Equal([1, r.Rows, 5], inputs["position.rows"].Shape);
        Assert.Equal([1, r.Columns, 5], inputs["position.columns"].Shape);
        Assert.Equal([1, 2, r.Rows, r.Columns], inputs["uv.0"].Shape);
        Assert.Equal([1, 2, 2 * r.Rows, 2 * r.Columns], inputs["uv.1"].Shape);
        Assert.Equal([1, 2, r.Height, r.Width], inputs["uv.2"].Shape);
        Assert.Equal([1, 1, r.Height, 4 * r.Rows], inputs["resize.rows"].Shape);
        Assert.Equal([1, 1, 4 * r.Columns, r.Width], inputs["resize.columns"].Shape);
        Assert.All(inputs.Values, i => Assert.Equal(i.Shape.Aggregate(1L, (a, b) => a * b), i.Values.Length));
    }

    [Fact]
    public void The_last_view_plane_is_that_of_the_picture_itself()
    {
        DepthResolution r = DepthResolution.Of(Width, Height, 30, Spec.PatchSize);
        float[] uv = Prepare(r)["uv.2"].Values.ToArray();
        for (int i = 0; i < r.Width * r.Height; i++)
        {
            Vector2 expected = FocalEstimator.ViewPlanePosition(i % r.Width, i / r.Width, r.Width, r.Height);
            Assert.Equal(expected.X, uv[i], 1e-6f);
            Assert.Equal(expected.Y, uv[(r.Width * r.Height) + i], 1e-6f);
        }
    }

    [Fact]
    public void Every_level_spans_the_same_view_plane()
    {
        DepthResolution r = DepthResolution.Of(Width, Height, 30, Spec.PatchSize);
        Dictionary<string, NamedTensor> inputs = Prepare(r);
        double diagonal = Math.Sqrt((r.Width * r.Width) + (r.Height * r.Height));
        foreach (NamedTensor level in inputs.Values.Where(i => i.Name.StartsWith("uv.", StringComparison.Ordinal)))
        {
            // Half a pixel beyond the first and last middle lie the borders.
            (long h, long w) = (level.Shape[2], level.Shape[3]);
            float[] uv = level.Values.ToArray();
            Assert.Equal(-r.Width / diagonal, uv[0] * w / (w - 1.0), 1e-6);
            Assert.Equal(r.Height / diagonal, uv[^1] * h / (h - 1.0), 1e-6);
        }
    }

    [Fact]
    public void The_trained_grid_keeps_its_position_embedding_and_others_resize_it_by_the_official_scale()
    {
        Dictionary<string, NamedTensor> same = Prepare(new DepthResolution(21, 20, 5, 5));
        float[] identity = [.. Enumerable.Range(0, 25).Select(i => i % 6 == 0 ? 1f : 0f)];
        Assert.Equal(identity, same["position.rows"].Values.ToArray());
        Assert.Equal(identity, same["position.columns"].Values.ToArray());

        // One direction that fits alone is resized all the same.
        Dictionary<string, NamedTensor> other = Prepare(new DepthResolution(25, 20, 6, 5));
        Assert.Equal(PictureResampler.ResizeMatrix(5, 5, Interpolation.Bicubic, 5.1 / 5), other["position.rows"].Values.ToArray());
        Assert.Equal(PictureResampler.ResizeMatrix(5, 6, Interpolation.Bicubic, 6.1 / 5), other["position.columns"].Values.ToArray());
        Assert.NotEqual(identity, other["position.rows"].Values.ToArray());
    }

    [Fact]
    public void The_two_matrices_resize_as_the_resampler_does()
    {
        DepthResolution r = DepthResolution.Of(Width, Height, 30, Spec.PatchSize);
        Dictionary<string, NamedTensor> inputs = Prepare(r);
        (int h, int w) = (4 * r.Rows, 4 * r.Columns);
        float[] map = Noise(h * w), rows = inputs["resize.rows"].Values.ToArray(), columns = inputs["resize.columns"].Values.ToArray();
        float[] expected = PictureResampler.Resize(map, 1, h, w, r.Height, r.Width, Interpolation.Bilinear, antialias: false);
        for (int i = 0; i < expected.Length; i++)
        {
            (int y, int x) = (i / r.Width, i % r.Width);
            double sum = 0;
            for (int j = 0; j < h * w; j++)
            {
                sum += (double)rows[(y * h) + (j / w)] * map[j] * columns[((j % w) * r.Width) + x];
            }

            Assert.Equal(expected[i], sum, 1e-5);
        }
    }

    private static Dictionary<string, NamedTensor> Prepare(DepthResolution resolution) =>
        DepthInputs.Prepare(Noise(3 * Width * Height), Width, Height, resolution, Spec).ToDictionary(i => i.Name);

    private static float[] Noise(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }
}
