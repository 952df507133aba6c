using Sam3D.Gaussians;

namespace Sam3D.Rendering;

/// <summary>How a contact sheet is laid out.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>Side of the square cells, 16 to 2048 pixels. Default 320.</summary>
    public int CellSize { get; init; } = 320;

    /// <summary>Cells a row, at least 1: 6 is one row, 3 is two rows. Default 6.</summary>
    public int Columns { get; init; } = 6;

    /// <summary>Pixels between cells and around the sheet, 0 to 256. Default 4.</summary>
    public int Margin { get; init; } = 4;

    /// <summary>Degrees of the four views round the z axis, added to where the photograph was taken from. Default 0, 90, 180, 270.</summary>
    public IReadOnlyList<float> Azimuths { get; init; } = [0f, 90f, 180f, 270f];

    /// <summary>
    /// Elevation of the views in degrees; <see langword="null"/> takes that of the photograph, between 10 and 35. Default
    /// <see langword="null"/>.
    /// </summary>
    public float? Elevation { get; init; }
}

/// <summary>Puts a photograph, its mask and views of the result side by side.</summary>
public static class ContactSheet
{
    private const byte Paper = 255;

    /// <summary>Draws photograph, masked photograph and views of the mesh, each fitted into a cell of the same size.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="mask">The object's pixels; the rest is darkened in the second cell.</param>
    /// <param name="mesh">The result in object space.</param>
    /// <param name="pose">
    /// Where the object stands before the photograph's camera: the first view is then from the photograph's side.
    /// <see langword="null"/> starts at the object's front.
    /// </param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>The sheet, sRGB on white.</returns>
    /// <exception cref="MaskException">The mask has another size than the photograph.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static RgbImage Compose(
        RgbImage photo, Mask mask, TriangleMesh mesh, ObjectPose? pose = null, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        return Compose(photo, mask, view => MeshRenderer.Render(mesh, view), pose, options);
    }

    /// <summary>Draws photograph, masked photograph and views of the Gaussians, each fitted into a cell of the same size.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="mask">The object's pixels; the rest is darkened in the second cell.</param>
    /// <param name="cloud">The result in object space.</param>
    /// <param name="pose">As for meshes.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>The sheet, sRGB on white.</returns>
    /// <exception cref="MaskException">The mask has another size than the photograph.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static RgbImage Compose(
        RgbImage photo, Mask mask, GaussianCloud cloud, ObjectPose? pose = null, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        return Compose(photo, mask, view => GaussianRenderer.Render(cloud, view), pose, options);
    }

    /// <summary>Puts pictures side by side, row after row, each fitted into a square cell with its aspect ratio kept.</summary>
    /// <param name="pictures">At least one picture.</param>
    /// <param name="options"><see langword="null"/> takes the defaults; fewer pictures than columns make a shorter row.</param>
    /// <exception cref="ArgumentException">There is no picture.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static RgbImage Tile(IReadOnlyList<RgbImage> pictures, ContactSheetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        options ??= new ContactSheetOptions();
        Check(options);
        if (pictures.Count == 0)
        {
            throw new ArgumentException("No picture to lay out.", nameof(pictures));
        }

        int size = options.CellSize, pitch = size + options.Margin;
        int columns = Math.Min(options.Columns, pictures.Count), rows = (pictures.Count + columns - 1) / columns;
        int width = (columns * pitch) + options.Margin, height = (rows * pitch) + options.Margin;
        byte[] pixels = new byte[checked(width * height * 3)];
        Array.Fill(pixels, Paper);
        for (int i = 0; i < pictures.Count; i++)
        {
            RgbImage cell = Fit(pictures[i], size);
            int left = options.Margin + (i % columns * pitch) + ((size - cell.Width) / 2);
            int top = options.Margin + (i / columns * pitch) + ((size - cell.Height) / 2);
            for (int y = 0; y < cell.Height; y++)
            {
                cell.Pixels.Slice(y * cell.Width * 3, cell.Width * 3).CopyTo(pixels.AsSpan((((top + y) * width) + left) * 3));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private static RgbImage Compose(
        RgbImage photo, Mask mask, Func<RenderOptions, RgbImage> render, ObjectPose? pose, ContactSheetOptions? options)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        options ??= new ContactSheetOptions();
        Check(options);
        if (mask.Width != photo.Width || mask.Height != photo.Height)
        {
            throw new MaskException(
                $"The mask has {mask.Width}×{mask.Height} pixels, the photograph {photo.Width}×{photo.Height}: give a mask of the photograph's size.");
        }

        OrbitCamera start = pose is null ? new OrbitCamera { Elevation = 20 } : OrbitCamera.FromPose(pose);
        float elevation = options.Elevation ?? Math.Clamp(start.Elevation, 10f, 35f);
        List<RgbImage> cells = [OnPaper(photo), Highlight(photo, mask)];
        foreach (float azimuth in options.Azimuths)
        {
            cells.Add(render(new RenderOptions
            {
                Width = options.CellSize,
                Height = options.CellSize,
                Camera = new OrbitCamera { Azimuth = start.Azimuth + azimuth, Elevation = elevation },
            }));
        }

        return Tile(cells, options);
    }

    private static RgbImage Fit(RgbImage picture, int size)
    {
        double scale = (double)size / Math.Max(picture.Width, picture.Height);
        return PictureResizer.Resize(
            picture,
            Math.Clamp((int)Math.Round(picture.Width * scale), 1, size),
            Math.Clamp((int)Math.Round(picture.Height * scale), 1, size));
    }

    /// <summary>Transparent pixels hold any colour, often black; on paper they are white.</summary>
    private static RgbImage OnPaper(RgbImage photo)
    {
        if (photo.AlphaMask is not { } alpha)
        {
            return photo;
        }

        byte[] pixels = photo.Pixels.ToArray();
        for (int i = 0; i < alpha.Values.Length; i++)
        {
            if (alpha.Values[i] == 0)
            {
                pixels.AsSpan(3 * i, 3).Fill(Paper);
            }
        }

        return new RgbImage(photo.Width, photo.Height, pixels);
    }

    private static RgbImage Highlight(RgbImage photo, Mask mask)
    {
        byte[] pixels = photo.Pixels.ToArray();
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] == 0)
            {
                pixels[3 * i] /= 5;
                pixels[(3 * i) + 1] /= 5;
                pixels[(3 * i) + 2] /= 5;
            }
        }

        return new RgbImage(photo.Width, photo.Height, pixels);
    }

    private static void Check(ContactSheetOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CellSize, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.CellSize, 2048);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Margin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Margin, 256);
    }
}
