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
    public void Recipes_survive_json()
    {
        PreprocessingRecipe read = JsonSerializer.Deserialize<PreprocessingRecipe>(JsonSerializer.Serialize(Valid))!;
        Assert.Equal(Valid.Joint, read.Joint);
        Assert.Equal(Valid.Image, read.Image);
        Assert.Equal(Valid.PointMap, read.PointMap);
        Assert.Equal(Valid.PointMapNormalization, read.PointMapNormalization);
    }
}
