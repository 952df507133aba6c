namespace Sam3D.Benchmarks;

/// <summary>A picture with an object whose pixels are known.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Photo">The picture.</param>
/// <param name="Truth">The object.</param>
internal sealed record ClickTarget(string Name, RgbImage Photo, Mask Truth)
{
    /// <summary>The pixel of a set that is farthest from its border; of equals the first. That is where people click.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="belongs">Whether a pixel is of the set.</param>
    /// <returns>The pixel, or −1 for an empty set.</returns>
    public static int Innermost(int width, int height, Func<int, bool> belongs)
    {
        // Chamfer distances with weights 3 and 4; what is beyond the picture is not of the set.
        int[] distances = new int[width * height];
        for (int pass = 0; pass < 2; pass++)
        {
            int sign = pass == 0 ? -1 : 1;
            for (int k = 0; k < distances.Length; k++)
            {
                int i = pass == 0 ? k : distances.Length - 1 - k, x = i % width, y = i / width;
                if (!belongs(i))
                {
                    continue;
                }

                int At(int dx, int dy, int weight) =>
                    weight + (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height ? 0 : distances[i + (dy * width) + dx]);
                int least = Math.Min(Math.Min(At(sign, 0, 3), At(0, sign, 3)), Math.Min(At(sign, sign, 4), At(-sign, sign, 4)));
                distances[i] = pass == 0 ? least : Math.Min(distances[i], least);
            }
        }

        int best = Array.IndexOf(distances, distances.Max());
        return belongs(best) ? best : -1;
    }

    /// <summary>Pictures with transparency, pasted into photographs.</summary>
    /// <param name="objects">PNG files whose alpha is the object.</param>
    /// <param name="photos">Backgrounds.</param>
    /// <param name="seed">Decides places and sizes.</param>
    public static IEnumerable<ClickTarget> Paste(IEnumerable<(string Name, RgbImage Image, Mask Mask)> objects, IReadOnlyList<RgbImage> photos, int seed)
    {
        var random = new Random(seed);
        int number = 0;
        foreach ((string name, RgbImage image, Mask mask) in objects)
        {
            RgbImage photo = photos[number++ % photos.Count];
            PixelBounds bounds = mask.GetBounds()!.Value;
            double scale = (0.3 + (0.5 * random.NextDouble())) * photo.Height / Math.Max(bounds.Width, bounds.Height);
            int width = Math.Max(1, (int)(bounds.Width * scale)), height = Math.Max(1, (int)(bounds.Height * scale));
            int left = random.Next(photo.Width - width + 1), top = random.Next(photo.Height - height + 1);
            byte[] pixels = photo.Pixels.ToArray(), truth = new byte[photo.Width * photo.Height];
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    // Mean of the source pixels that fall into this one
                    int fromX = bounds.Left + (int)(x / scale), toX = Math.Min(bounds.Right, Math.Max(fromX, bounds.Left + (int)((x + 1) / scale) - 1));
                    int fromY = bounds.Top + (int)(y / scale), toY = Math.Min(bounds.Bottom, Math.Max(fromY, bounds.Top + (int)((y + 1) / scale) - 1));
                    int at = ((top + y) * photo.Width) + left + x, count = 0, r = 0, g = 0, b = 0;
                    for (int v = fromY; v <= toY; v++)
                    {
                        for (int u = fromX; u <= toX; u++)
                        {
                            if (mask[u, v])
                            {
                                ReadOnlySpan<byte> c = image.Pixels.Slice(3 * ((v * image.Width) + u), 3);
                                (count, r, g, b) = (count + 1, r + c[0], g + c[1], b + c[2]);
                            }
                        }
                    }

                    if (count > 0)
                    {
                        double share = (double)count / ((toX - fromX + 1) * (toY - fromY + 1));
                        ReadOnlySpan<int> sums = [r, g, b];
                        for (int c = 0; c < 3; c++)
                        {
                            pixels[(3 * at) + c] = (byte)Math.Round((share * sums[c] / count) + ((1 - share) * pixels[(3 * at) + c]));
                        }

                        truth[at] = share >= 0.5 ? byte.MaxValue : (byte)0;
                    }
                }
            }

            yield return new ClickTarget(name, new RgbImage(photo.Width, photo.Height, pixels), new Mask(photo.Width, photo.Height, truth));
        }
    }
}
