using Sam3D.Bundles;
using Sam3D.Depth;

namespace Sam3D.Onnx.Tests.Depth;

public sealed class DepthPointsTests
{
    [Theory]
    [InlineData(DepthRemap.Linear)]
    [InlineData(DepthRemap.Sinh)]
    [InlineData(DepthRemap.Exp)]
    [InlineData(DepthRemap.SinhExp)]
    public void Every_remap_is_the_plain_formula(DepthRemap remap)
    {
        const int Width = 5, Height = 3, Count = Width * Height;
        var random = new Random(7);
        float[] planes = [.. Enumerable.Range(0, 3 * Count).Select(_ => (3 * random.NextSingle()) - 1.5f)];
        float[] logits = [.. Enumerable.Range(0, Count).Select(i => i % 4 == 0 ? 0.5f : (2 * random.NextSingle()) - 0.5f)];
        DepthPoints points = DepthPoints.Create(planes, logits, new DepthResolution(Width, Height, 1, 1), Width, Height, Spec(remap));
        for (int i = 0; i < Count; i++)
        {
            (double x, double y, double z) = (planes[i], planes[Count + i], planes[(2 * Count) + i]);
            double[] expected = remap switch
            {
                DepthRemap.Linear => [x, y, z],
                DepthRemap.Sinh => [Math.Sinh(x), Math.Sinh(y), Math.Sinh(z)],
                DepthRemap.Exp => [x * Math.Exp(z), y * Math.Exp(z), Math.Exp(z)],
                _ => [Math.Sinh(x), Math.Sinh(y), Math.Exp(z)],
            };
            for (int axis = 0; axis < 3; axis++)
            {
                Assert.Equal(expected[axis], points.Points[(3 * i) + axis], 1e-5);
            }

            // The threshold itself is outside.
            Assert.Equal(logits[i] > 0.5f, points.Mask[i]);
        }
    }

    [Fact]
    public void The_output_is_resized_before_the_remap()
    {
        // From 0 and 2 the middle of four is 0.5 and 1.5; e^z afterwards, not the mean of e⁰ and e².
        float[] planes = [0, 0, 0, 0, 0, 2];
        DepthPoints points = DepthPoints.Create(planes, [1, -1], new DepthResolution(2, 1, 1, 1), 4, 1, Spec(DepthRemap.Exp));
        float[] z = [.. points.Points.Where((_, i) => i % 3 == 2)];
        Assert.Equal([1f, MathF.Exp(0.5f), MathF.Exp(1.5f), MathF.Exp(2)], z, (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal([true, false, false, false], points.Mask);
    }

    private static DepthSpec Spec(DepthRemap remap) => new()
    {
        PatchSize = 14,
        PositionGrid = 5,
        Levels = 1,
        MinTokens = 1,
        MaxTokens = 9,
        Remap = remap,
        MaskThreshold = 0.5f,
    };
}
