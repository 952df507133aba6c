using System.Numerics;
using System.Text.Json;
using Sam3D.Imaging;

namespace Sam3D.ParityTests;

/// <summary>Every <c>preprocess_image</c> case: official pictures, masks, point maps, crop boxes and normaliser values.</summary>
public sealed class PreprocessParityTests
{
    public static TheoryData<string, string> Runs()
    {
        var runs = new TheoryData<string, string>();
        foreach (string name in Fixtures.Discover("preprocess_image"))
        {
            FixtureCase c = Fixtures.Open(name);
            foreach (string run in c.TensorNames.Where(t => t.EndsWith(".ss.image", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                runs.Add(name, run["out.".Length..^".ss.image".Length]);
            }
        }

        return runs;
    }

    public static TheoryData<string> Cases() => [.. Fixtures.Discover("preprocess_image")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public void Condition_inputs_match(string name, string run)
    {
        FixtureCase c = Fixtures.Open(name);
        Inputs inputs = Inputs.Read(c, run);
        foreach (string stage in (string[])["ss", "slat"])
        {
            string prefix = $"out.{run}.{stage}.";
            string[] expected = [.. c.TensorNames.Where(t => t.StartsWith(prefix, StringComparison.Ordinal))];
            if (expected.Length == 0)
            {
                continue;
            }

            bool withPoints = c.Has(prefix + "pointmap");
            int size = c[prefix + "image"].Shape[^1];
            ConditionInputs actual = ImagePreprocessor.Prepare(inputs.Image, inputs.Mask, inputs.Points, Recipe(c, size, withPoints));
            foreach (string tensor in expected)
            {
                Check(c, tensor, actual, tensor[prefix.Length..]);
            }

            Assert.Equal(expected.Count(t => !t.EndsWith("_scale", StringComparison.Ordinal) && !t.EndsWith("_shift", StringComparison.Ordinal)), actual.Tensors.Count);
        }
    }

    // A resize to the crop's own side changes nothing, so that the tensors are those after the joint transforms.
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public void Crops_match(string name, string run)
    {
        FixtureCase c = Fixtures.Open(name);
        Inputs inputs = Inputs.Read(c, run);
        float[] box = c[$"mid.{run}.bbox_xyxy"].Values;
        int side = c[$"mid.{run}.crop_mask"].Shape[^1];
        ConditionInputs actual = ImagePreprocessor.Prepare(inputs.Image, inputs.Mask, inputs.Points, Recipe(c, side, withPoints: true));

        int width = (int)(box[2] - box[0]), height = (int)(box[3] - box[1]);
        Assert.Equal(
            new CropBox((int)box[0] - ((side - width) / 2), (int)box[1] - ((side - height) / 2), side, side), actual.CropBox);
        Assert.Equal(c[$"mid.{run}.crop_mask"].Values, actual.Tensors["mask"].Values.Select(v => v > 0.5f ? 1f : 0f));
        Assert.Equal(c[$"mid.{run}.crop_rgb_u8"].Values, actual.Tensors["image"].Values.Select(v => MathF.Round(v * 255)));
        float[] points = actual.Tensors["pointmap"].Values;
        float[] nan = c[$"mid.{run}.crop_pointmap_nan"].Values;
        Assert.Equal(nan, Enumerable.Range(0, nan.Length).Select(i => float.IsNaN(points[i]) ? 1f : 0f));
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}/{run}: crop {actual.CropBox}, all equal");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Normalised_points_match(string name)
    {
        FixtureCase c = Fixtures.Open(name);
        foreach (string tensor in c.TensorNames.Where(t => t.Contains(".pointmap_normalized_every", StringComparison.Ordinal)))
        {
            string run = tensor.Split('.')[1];
            int step = int.Parse(tensor[(tensor.LastIndexOf("every", StringComparison.Ordinal) + 5)..^2]);
            Inputs inputs = Inputs.Read(c, run);
            (Vector3 scale, Vector3 shift) = PointMapNormalizer.Measure(inputs.Points, inputs.Mask);
            PointMap map = PointMapNormalizer.Normalize(inputs.Points, scale, shift);
            var (height, width) = (c[tensor].Shape[1], c[tensor].Shape[2]);
            float[] actual = new float[3 * height * width];
            for (int i = 0; i < actual.Length; i++)
            {
                int axis = i / (height * width), y = i / width % height * step, x = i % width * step;
                actual[i] = map.Points[(3 * ((y * map.Width) + x)) + axis];
            }

            CheckNumbers(c, tensor, actual, 1e-5);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Normaliser_without_finite_points_matches(string name)
    {
        FixtureCase c = Fixtures.Open(name);
        Inputs border = Inputs.Read(c, "border");
        float[] nothing = new float[border.Points.Points.Length];
        nothing.AsSpan().Fill(float.NaN);
        (Vector3 scale, Vector3 shift) = PointMapNormalizer.Measure(
            new PointMap(border.Points.Width, border.Points.Height, nothing), border.Mask);
        Assert.Equal(c["out.all_nan.scale"].Values, (float[])[scale.X, scale.Y, scale.Z]);
        Assert.Equal(c["out.all_nan.shift"].Values, (float[])[shift.X, shift.Y, shift.Z]);
    }

    // The case stores the given scale but not the given shift: it is read off the first finite point, and must then explain all of them.
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Normaliser_with_given_scale_and_shift_matches(string name)
    {
        FixtureCase c = Fixtures.Open(name);
        PointMap points = Inputs.Read(c, "border").Points;
        float[] expected = c["out.override.pointmap"].Values; // [3, H, W]
        int pixels = expected.Length / 3;
        var scale = new Vector3(c["out.override.scale"].Values);
        int finite = Enumerable.Range(0, pixels).First(i => !float.IsNaN(expected[i]));
        Vector3 shift = new Vector3(points.Points.Slice(3 * finite, 3))
            - (scale * new Vector3(expected[finite], expected[finite + pixels], expected[finite + (2 * pixels)]));
        PointMap normalised = PointMapNormalizer.Normalize(points, scale, shift);
        CheckNumbers(
            c, "out.override.pointmap", [.. Enumerable.Range(0, 3 * pixels).Select(i => normalised.Points[(i % pixels * 3) + (i / pixels)])], 1e-5);
    }

    private static void Check(FixtureCase c, string tensor, ConditionInputs actual, string key)
    {
        if (key.EndsWith("_scale", StringComparison.Ordinal) || key.EndsWith("_shift", StringComparison.Ordinal))
        {
            Vector3 v = key.EndsWith("_scale", StringComparison.Ordinal) ? actual.SceneScale : actual.SceneShift;
            CheckNumbers(c, tensor, [v.X, v.Y, v.Z], 1e-5);
            return;
        }

        PictureTensor t = actual.Tensors[key];
        Assert.Equal(c[tensor].Shape, (int[])[1, t.Channels, t.Height, t.Width]);
        if (key.EndsWith("mask", StringComparison.Ordinal))
        {
            Assert.Equal(c[tensor].Values, t.Values);
        }
        else
        {
            // Point maps: nearest, so that places (and NaN) are exact and values as exact as the normaliser.
            CheckNumbers(c, tensor, t.Values, key.EndsWith("pointmap", StringComparison.Ordinal) ? 1e-5 : 2e-4);
        }
    }

    private static void CheckNumbers(FixtureCase c, string tensor, float[] actual, double absolute)
    {
        float[] expected = c[tensor].Values;
        double relative = Compare.MaxRelative(expected, actual);
        double largest = expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        TestContext.Current.TestOutputHelper!.WriteLine($"{c.Name}/{tensor}: {relative:E2} relative, {relative * largest:E2} absolute");
        Assert.True(relative <= Math.Min(1e-4, absolute) && relative * largest <= absolute, $"{tensor}: {relative:E2} relative of {largest}");
    }

    private static PreprocessingRecipe Recipe(FixtureCase c, int size, bool withPoints)
    {
        JsonElement config = c.Json.GetProperty("config");
        return new PreprocessingRecipe
        {
            Joint =
            [
                new ResizeAllToSameSize(),
                new CropAroundMask(config.GetProperty("box_size_factor").GetDouble(), config.GetProperty("padding_factor").GetDouble()),
            ],
            Image = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Bilinear)],
            Mask = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)],
            PointMap = withPoints ? [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)] : [],
            PointMapNormalization = withPoints ? PointMapNormalization.ObjectCentricSsi : PointMapNormalization.None,
        };
    }

    /// <summary>The inputs of a run: a picture tensor of its own, or the files beside the case.</summary>
    private sealed record Inputs(RgbImage Image, Mask Mask, PointMap Points)
    {
        public static Inputs Read(FixtureCase c, string run)
        {
            if (c.Has($"in.{run}_rgba"))
            {
                Tensor rgba = c[$"in.{run}_rgba"]; // [H, W, 4]
                int pixels = rgba.Shape[0] * rgba.Shape[1];
                byte[] rgb = [.. Enumerable.Range(0, 3 * pixels).Select(i => (byte)rgba.Values[(i / 3 * 4) + (i % 3)])];
                byte[] alpha = [.. Enumerable.Range(0, pixels).Select(i => (byte)rgba.Values[(4 * i) + 3])];
                return new Inputs(
                    new RgbImage(rgba.Shape[1], rgba.Shape[0], rgb), new Mask(rgba.Shape[1], rgba.Shape[0], alpha), Map(c[$"in.{run}_pointmap"]));
            }

            string[] files = [.. c.Json.GetProperty("files").EnumerateArray().Select(f => Path.Combine(c.Folder, f.GetString()!))];
            RgbImage image = RgbImage.Load(files.Single(f => f.EndsWith(".image.png", StringComparison.Ordinal)));
            Mask mask = Mask.Load(files.Single(f => f.EndsWith(".mask.png", StringComparison.Ordinal)));
            if (c.Has($"mid.{run}.alpha"))
            {
                Assert.Equal(c[$"mid.{run}.alpha"].Values, mask.Values.ToArray().Select(v => (float)v));
            }

            return new Inputs(image, mask, Map(c[run.Contains("lowres", StringComparison.Ordinal) ? "in.pointmap_low" : "in.pointmap"]));
        }

        private static PointMap Map(Tensor t) // [3, H, W]
        {
            int pixels = t.Shape[1] * t.Shape[2];
            return new PointMap(
                t.Shape[2], t.Shape[1], [.. Enumerable.Range(0, 3 * pixels).Select(i => t.Values[(i % 3 * pixels) + (i / 3)])]);
        }
    }
}
