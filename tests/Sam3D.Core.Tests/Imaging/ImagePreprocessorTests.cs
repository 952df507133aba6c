using System.Numerics;
using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

public sealed class ImagePreprocessorTests
{
    private static readonly PreprocessingRecipe Simple = Recipe([new CropAroundMask(1.2, 0)], Interpolation.Bilinear, 20);

    [Fact]
    public void Lazy_rows_equal_whole_pictures()
    {
        var random = new Random(2);
        for (int round = 0; round < 60; round++)
        {
            int width = random.Next(5, 60), height = random.Next(5, 60);
            RgbImage image = Photo(width, height, round);
            Mask mask = Rectangle(width, height, random);
            PointMap points = Points(width, height, round);
            List<PictureTransform> joint = [new CropAroundMask(0.8 + random.NextDouble(), random.Next(3) * 0.15)];
            if (random.Next(2) == 0)
            {
                joint.Insert(random.Next(2), new RemoveBackground());
            }

            PreprocessingRecipe recipe = Recipe(joint, random.Next(2) == 0 ? Interpolation.Bilinear : Interpolation.Bicubic, random.Next(1, 50));
            ConditionInputs actual = ImagePreprocessor.Prepare(image, mask, points, recipe);
            Dictionary<string, float[]> expected = PlainPreprocessing.Run(image, mask, points, recipe);
            Assert.Equal(expected.Keys.Order(), actual.Tensors.Keys.Order());
            foreach ((string name, float[] values) in expected)
            {
                Assert.True(Compare.MaxRelative(values, actual.Tensors[name].Values) < 1e-5, $"round {round}, {name}");
            }
        }
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(3, 200)]
    [InlineData(200, 3)]
    public void Small_and_narrow_photographs_work(int width, int height)
    {
        ConditionInputs inputs = ImagePreprocessor.Prepare(
            Photo(width, height, 1), new Mask(width, height, [.. Enumerable.Repeat((byte)1, width * height)]), null, Simple);
        Assert.All(inputs.Tensors.Values, t => Assert.Equal((20, 20), (t.Height, t.Width)));
        Assert.All(inputs.Tensors["image"].Values, v => Assert.InRange(v, 0, 1));
        Assert.Equal((Vector3.One, Vector3.Zero), (inputs.SceneScale, inputs.SceneShift));
    }

    // The crop shows the object alone, so that moving photograph and mask together changes nothing in it.
    [Fact]
    public void Cropped_inputs_do_not_depend_on_the_place_of_the_object()
    {
        float[] a = Crop(20, 30), b = Crop(41, 22);
        Assert.Equal(a, b);

        static float[] Crop(int left, int top)
        {
            byte[] pixels = new byte[3 * 90 * 80], values = new byte[90 * 80];
            for (int y = 0; y < 24; y++)
            {
                for (int x = 0; x < 18; x++)
                {
                    int i = ((top + y) * 90) + left + x;
                    values[i] = 1;
                    pixels[3 * i] = (byte)(10 * x);
                    pixels[(3 * i) + 1] = (byte)(10 * y);
                }
            }

            return ImagePreprocessor.Prepare(new RgbImage(90, 80, pixels), new Mask(90, 80, values), null, Simple).Tensors["image"].Values;
        }
    }

    [Fact]
    public void Removed_background_is_black_and_unknown()
    {
        RgbImage image = Photo(40, 40, 3);
        Mask mask = Rectangle(40, 40, new Random(5));
        ConditionInputs inputs = ImagePreprocessor.Prepare(
            image, mask, Points(40, 40, 3), Recipe([new CropAroundMask(1.5, 0), new RemoveBackground()], Interpolation.Nearest, 33));
        float[] inside = inputs.Tensors["mask"].Values;
        for (int i = 0; i < inside.Length; i++)
        {
            if (inside[i] == 0)
            {
                Assert.Equal(0, inputs.Tensors["image"].Values[i]);
                Assert.True(float.IsNaN(inputs.Tensors["pointmap"].Values[i]));
            }
        }

        Assert.Contains(inside, v => v == 0);
        Assert.Contains(inside, v => v == 1);
    }

    [Fact]
    public void Point_map_of_another_size_is_resized_or_refused()
    {
        RgbImage image = Photo(40, 30, 3);
        Mask mask = Rectangle(40, 30, new Random(5));
        PointMap small = Points(20, 15, 4);
        PreprocessingRecipe with = Recipe([new ResizeAllToSameSize(), new CropAroundMask(1.2, 0)], Interpolation.Bilinear, 16);
        Assert.Equal(6, ImagePreprocessor.Prepare(image, mask, small, with).Tensors.Count);
        PreprocessingRecipe without = with with { Joint = [new CropAroundMask(1.2, 0)] };
        string message = Assert.Throws<PointMapException>(() => ImagePreprocessor.Prepare(image, mask, small, without)).Message;
        Assert.Contains("20×15", message);
        Assert.Contains("40×30", message);
    }

    [Fact]
    public void Point_map_is_optional_and_may_be_ignored()
    {
        RgbImage image = Photo(40, 30, 3);
        Mask mask = Rectangle(40, 30, new Random(5));
        PointMap points = Points(40, 30, 4);
        Assert.Equal(4, ImagePreprocessor.Prepare(image, mask, null, Recipe([], Interpolation.Bilinear, 16)).Tensors.Count);
        PreprocessingRecipe without = Recipe([], Interpolation.Bilinear, 16) with { PointMap = [], PointMapNormalization = PointMapNormalization.None };
        ConditionInputs ignored = ImagePreprocessor.Prepare(image, mask, points, without);
        Assert.Equal((4, Vector3.One), (ignored.Tensors.Count, ignored.SceneScale));
        Assert.Equal(new CropBox(0, 0, 40, 30), ignored.CropBox);
    }

    [Fact]
    public void Flat_and_unknown_point_maps_are_told_apart()
    {
        RgbImage image = Photo(40, 30, 3);
        Mask mask = Rectangle(40, 30, new Random(5));
        float[] same = [.. Enumerable.Repeat(2f, 3600)], unknown = [.. Enumerable.Repeat(float.NaN, 3600)];
        Assert.Throws<PointMapException>(() => ImagePreprocessor.Prepare(image, mask, new PointMap(40, 30, same), Simple));
        Assert.Equal(Vector3.One, ImagePreprocessor.Prepare(image, mask, new PointMap(40, 30, unknown), Simple).SceneScale);
    }

    [Fact]
    public void Unusable_masks_are_refused()
    {
        RgbImage image = Photo(40, 30, 3);
        Assert.Throws<MaskException>(() => Prepare(new Mask(30, 40, new byte[1200])));
        Assert.Throws<MaskException>(() => Prepare(new Mask(40, 30, new byte[1200])));
        byte[] twoWide = new byte[1200];
        for (int y = 3; y < 20; y++)
        {
            twoWide[(40 * y) + 7] = twoWide[(40 * y) + 8] = 1;
        }

        Assert.Contains("2×17", Assert.Throws<MaskException>(() => Prepare(new Mask(40, 30, twoWide))).Message);

        ConditionInputs Prepare(Mask mask) => ImagePreprocessor.Prepare(image, mask, null, Simple);
    }

    private static PreprocessingRecipe Recipe(IReadOnlyList<PictureTransform> joint, Interpolation interpolation, int size) => new()
    {
        Joint = joint,
        Image = [new PadToSquare(), new ResizeToSquare(size, interpolation)],
        Mask = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)],
        PointMap = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)],
        PointMapNormalization = PointMapNormalization.ObjectCentricSsi,
    };

    private static RgbImage Photo(int width, int height, int seed) => new(width, height, PictureFiles.Noise(3 * width * height, seed));

    private static PointMap Points(int width, int height, int seed)
    {
        var random = new Random(seed);
        return new PointMap(
            width, height, [.. Enumerable.Range(0, 3 * width * height).Select(_ => random.Next(12) == 0 ? float.NaN : random.NextSingle() * 3)]);
    }

    private static Mask Rectangle(int width, int height, Random random)
    {
        byte[] values = new byte[width * height];
        int left = random.Next(width - 4), top = random.Next(height - 4);
        int right = random.Next(left + 3, width), bottom = random.Next(top + 3, height);
        for (int y = top; y <= bottom; y++)
        {
            values.AsSpan((y * width) + left, right - left + 1).Fill(1);
        }

        return new Mask(width, height, values);
    }
}
