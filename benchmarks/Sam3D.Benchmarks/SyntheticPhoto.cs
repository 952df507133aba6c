using Sam3D.Tensors;

namespace Sam3D.Benchmarks;

/// <summary>A photograph of noise with an object in its middle, half as wide and high as the picture.</summary>
internal static class SyntheticPhoto
{
    public static (RgbImage Photo, Mask Mask) Create(int width, int height)
    {
        uint[] bits = new uint[width * height];
        Philox.FillBits(bits, seed: 1, stream: 0);
        byte[] pixels = new byte[3 * bits.Length], object_ = new byte[bits.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)bits[i], (byte)(bits[i] >> 8), (byte)(bits[i] >> 16));
            double x = ((i % width) - (0.5 * width)) / (0.25 * width), y = ((i / width) - (0.5 * height)) / (0.25 * height);
            object_[i] = (x * x) + (y * y) < 1 ? byte.MaxValue : (byte)0;
        }

        return (new RgbImage(width, height, pixels), new Mask(width, height, object_));
    }
}
