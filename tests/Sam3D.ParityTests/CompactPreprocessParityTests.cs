using Sam3D.Conversion;
using Sam3D.Imaging;

namespace Sam3D.ParityTests;

/// <summary>
/// The recorded encoder inputs of the compact model's samples: another list of transforms (background removed from the crop,
/// bicubic) than the release.
/// </summary>
public sealed class CompactPreprocessParityTests
{
    private static string Samples => Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples");

    public static TheoryData<string> Folders() =>
        [.. Directory.EnumerateFiles(Samples, "golden.safetensors", SearchOption.AllDirectories)
            .Select(f => Path.GetFileName(Path.GetDirectoryName(f))!).Order(StringComparer.Ordinal)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Folders))]
    public void Inputs_match(string sample)
    {
        string folder = Path.Combine(Samples, sample);
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(folder, "golden.safetensors"));
        int size = (int)golden.Tensors["input.image"].Shape[^1];
        var recipe = new PreprocessingRecipe
        {
            Joint = [new CropAroundMask(1.2, 0), new RemoveBackground()],
            Image = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Bicubic)],
            Mask = [new PadToSquare(), new ResizeToSquare(size, Interpolation.Nearest)],
        };
        ConditionInputs actual = ImagePreprocessor.Prepare(
            RgbImage.Load(Path.Combine(folder, "image.png")), Mask.Load(Path.Combine(folder, "mask.png")), pointMap: null, recipe);

        string[] inputs = [.. golden.Tensors.Keys.Where(k => k.StartsWith("input.", StringComparison.Ordinal))];
        Assert.Equal(inputs.Length, actual.Tensors.Count);
        foreach (string name in inputs)
        {
            float[] expected = golden.ReadSingle(name);
            float[] values = actual.Tensors[name["input.".Length..]].Values;
            double error = Compare.MaxRelative(expected, values);
            TestContext.Current.TestOutputHelper!.WriteLine($"{sample}/{name}: {error:E2} relative");
            if (name.EndsWith("mask", StringComparison.Ordinal))
            {
                Assert.Equal(expected, values);
            }
            else
            {
                Assert.True(error <= 1e-4, $"{name}: {error:E2}");
            }
        }
    }
}
