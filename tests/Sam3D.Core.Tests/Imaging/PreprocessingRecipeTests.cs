using System.Text.Json;
using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

public sealed class PreprocessingRecipeTests
{
    private static readonly PreprocessingRecipe Valid = new()
    {
        Joint = [new ResizeAllToSameSize(), new CropAroundMask(1.2, 0.1), new RemoveBackground()],
        Image = [new PadToSquare(), new ResizeToSquare(8, Interpolation.Bicubic)],
        Mask = [new PadToSquare(), new ResizeToSquare(8, Interpolation.Nearest)],
        PointMap = [new PadToSquare(), new ResizeToSquare(8, Interpolation.Nearest)],
        PointMapNormalization = PointMapNormalization.ObjectCentricSsi,
    };

    [Fact]
    public void Valid_recipes_pass() => Valid.Validate();

    [Fact]
    public void Every_violation_is_named_in_one_line()
    {
        PreprocessingRecipe recipe = Valid with
        {
            Joint = [new CropAroundMask(double.NaN, 0), new CropAroundMask(1, -1), new PadToSquare()],
            Image = [new ResizeToSquare(8, Interpolation.Bilinear)],
            Mask = [new PadToSquare(), new RemoveBackground()],
            PointMap = [new PadToSquare(), new ResizeToSquare(5000, Interpolation.Nearest)],
        };
        string message = Assert.Throws<BundleException>(recipe.Validate).Message;
        foreach (string part in (string[])[
            "box_size_factor NaN", "padding_factor -1", "PadToSquare is no joint", "image is resized before", "RemoveBackground is no transform",
            "mask do not end", "5000"])
        {
            Assert.Contains(part, message);
        }

        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Chains_that_would_exhaust_the_stack_or_the_numbers_are_refused()
    {
        PreprocessingRecipe recipe = Valid with
        {
            Joint = [.. Enumerable.Repeat(new RemoveBackground(), 100_000)],
            Image = [new PadToSquare(), .. Enumerable.Repeat(new ResizeToSquare(4096, Interpolation.Bicubic), 100_000)],
        };
        string message = Assert.Throws<BundleException>(recipe.Validate).Message;
        Assert.Contains("the joint list has 100000 transforms, expected at most 16", message);
        Assert.Contains("the image list has 100001 transforms", message);
        Assert.InRange(message.Length, 1, 500);

        recipe = Valid with { Joint = [new CropAroundMask(10, 10), new CropAroundMask(10, 10)] };
        Assert.Contains("more than once", Assert.Throws<BundleException>(recipe.Validate).Message);
    }

    [Fact]
    public void A_normalisation_without_transforms_is_refused_instead_of_ignoring_the_point_map()
    {
        PreprocessingRecipe recipe = Valid with { PointMap = [] };
        Assert.Contains("normalised, but has no transforms", Assert.Throws<BundleException>(recipe.Validate).Message);
    }

    [Fact]
    public void Recipes_survive_json()
    {
        PreprocessingRecipe read = JsonSerializer.Deserialize<PreprocessingRecipe>(JsonSerializer.Serialize(Valid))!;
        Assert.Equal(Valid.Joint, read.Joint);
        Assert.Equal(Valid.Image, read.Image);
        Assert.Equal(Valid.PointMap, read.PointMap);
        Assert.Equal(Valid.PointMapNormalization, read.PointMapNormalization);
    }
}
