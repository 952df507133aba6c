using Sam3D.Imaging;
using SkiaSharp;

namespace Sam3D.Core.Tests.Imaging;

/// <summary>Photographs of 48 megapixels: memory is measured, so nothing else runs beside these tests.</summary>
[Collection(nameof(LargePhotoTests))]
[CollectionDefinition(nameof(LargePhotoTests), DisableParallelization = true)]
public sealed class LargePhotoTests
{
    private const int Width = 8000, Height = 6000;

    [Fact]
    public void A_jpeg_is_read_in_little_more_than_its_pixels()
    {
        byte[] jpeg = PictureFiles.Encode(Width, Height, 4, PictureFiles.Gradient(Width, Height), SKEncodedImageFormat.Jpeg, 80);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        RgbImage image = RgbImage.Load(new MemoryStream(jpeg));
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal((Width, Height), (image.Width, image.Height));
        Assert.InRange(allocated, 3L * Width * Height, (3L * Width * Height) + (3 * jpeg.Length) + (1 << 22));
    }

    [Fact]
    public void Inputs_are_prepared_in_memory_of_the_size_of_the_inputs()
    {
        byte[] pixels = new byte[3 * Width * Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 3 % Width * 255 / Width);
        }

        byte[] values = new byte[Width * Height];
        for (int y = 1000; y < 5000; y++)
        {
            values.AsSpan((y * Width) + 2000, 3000).Fill(1);
        }

        var image = new RgbImage(Width, Height, pixels);
        var mask = new Mask(Width, Height, values);
        var recipe = new PreprocessingRecipe
        {
            Joint = [new CropAroundMask(1.2, 0.1), new RemoveBackground()],
            Image = [new PadToSquare(), new ResizeToSquare(518, Interpolation.Bicubic)],
            Mask = [new PadToSquare(), new ResizeToSquare(518, Interpolation.Nearest)],
        };
        long before = GC.GetTotalAllocatedBytes(precise: true);
        ConditionInputs inputs = ImagePreprocessor.Prepare(image, mask, null, recipe);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.InRange(allocated, 0, 40_000_000);
        Assert.Equal(4, inputs.Tensors.Count);

        // The whole picture: 2,000 rows of padding, above and below half each, then a ramp from left to right.
        float[] whole = inputs.Tensors["rgb_image"].Values;
        Assert.Equal(0, whole[(40 * 518) + 259]);
        Assert.Equal(0.5f, whole[(259 * 518) + 259], 0.01f);
        Assert.Equal(0.25f, whole[(259 * 518) + 129], 0.01f);
    }
}
