using BenchmarkDotNet.Attributes;
using Sam3D.Imaging;
using Sam3D.TestKit;
using SkiaSharp;

namespace Sam3D.Benchmarks;

/// <summary>
/// From a decoded photograph and its mask to the four pictures of the condition encoder, and the same with SkiaSharp's resizing, which is what one would use
/// instead. The filters differ: this library's antialias as PyTorch's do; Skia's bicubic filter reads 16 pixels however
/// much it shrinks, and its mipmaps average in steps of two.
/// </summary>
public class PreprocessingBenchmark
{
    private const int ReleasedSize = 518;
    private RgbImage? _photo;
    private Mask? _mask;
    private PreprocessingRecipe? _recipe;
    private SkiaPreprocessing? _skia;

    public static IEnumerable<Case> Cases => BenchmarkRun.IsSmoke ? [Case.Coffee600x400To84] : Enum.GetValues<Case>();

    [ParamsSource(nameof(Cases))]
    public Case Photo { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (Photo == Case.Coffee600x400To84)
        {
            using ModelBundle bundle = CompactStage1.OpenBundle();
            string folder = Path.Combine(Repository.Root, "tests", "fixtures", "photos");
            (_photo, _mask) = (RgbImage.Load(Path.Combine(folder, "coffee.png")), Mask.Load(Path.Combine(folder, "coffee.mask.png")));
            _recipe = bundle.Manifest.Preprocessing;
        }
        else
        {
            (_photo, _mask) = SyntheticPhoto.Create(width: 4000, height: 3000);
            _recipe = new PreprocessingRecipe
            {
                Joint = [new ResizeAllToSameSize(), new CropAroundMask(BoxSizeFactor: 1.0, PaddingFactor: 0.1)],
                Image = [new PadToSquare(), new ResizeToSquare(ReleasedSize, Interpolation.Bilinear)],
                Mask = [new PadToSquare(), new ResizeToSquare(ReleasedSize, Interpolation.Nearest)],
            };
        }

        ConditionInputs inputs = ImagePreprocessor.Prepare(_photo, _mask, null, _recipe);
        _skia = new SkiaPreprocessing(
            _photo, _mask, inputs.CropBox, inputs.Tensors["image"].Width, _recipe.Joint.Any(t => t is RemoveBackground));
    }

    [GlobalCleanup]
    public void CleanUp() => _skia?.Dispose();

    [Benchmark]
    public ConditionInputs Prepare() => ImagePreprocessor.Prepare(_photo!, _mask!, null, _recipe!);

    [Benchmark(Baseline = true)]
    public float[][] SkiaBicubic() => _skia!.Run(new SKSamplingOptions(SKCubicResampler.Mitchell));

    [Benchmark]
    public float[][] SkiaMipmaps() => _skia!.Run(new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

    /// <summary>A photograph, its size, and the side of the pictures that are made of it.</summary>
    public enum Case
    {
        /// <summary>The photograph of a cup, by the recipe of compact-stage1: bicubic, background removed.</summary>
        Coffee600x400To84,

        /// <summary>A synthetic photograph of 12 megapixels, by the recipe of the released model: bilinear.</summary>
        Synthetic4000x3000To518,
    }
}
