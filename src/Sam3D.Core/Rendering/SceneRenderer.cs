namespace Sam3D.Rendering;

/// <summary>
/// Draws placed meshes as a photograph's camera sees them: textures, vertex colours, light from the sky, the ground, distant and near lights, highlights,
/// anti-aliasing by supersampling. No shadows. Deterministic: the same bytes for every number of threads.
/// </summary>
public static class SceneRenderer
{
    private const int BandsPerThread = 2;

    /// <summary>Draws placed meshes.</summary>
    /// <param name="parts">The meshes; a triangle that reaches behind the camera is left out.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>Colours, coverage, parts, depths and normals of every pixel.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static SceneImage Render(IReadOnlyList<ScenePart> parts, CameraIntrinsics camera, SceneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        options ??= new SceneOptions();
        options.Validate();
        var image = new SceneImage(options.Width, options.Height);
        PlacedMesh[] placed = new PlacedMesh[parts.Count];
        for (int i = 0, first = 0; i < placed.Length; first += parts[i].Mesh.Mesh.TriangleCount, i++)
        {
            placed[i] = new PlacedMesh(parts[i], camera, first);
        }

        int samples = options.Supersampling;
        ScreenCorner[][] pixels = [.. placed.Select(p => p.OnScreen(options.Width, options.Height))];
        ScreenCorner[][] fine = samples == 1 ? pixels : [.. placed.Select(p => p.OnScreen(options.Width * samples, options.Height * samples))];
        var shader = new SceneShader(placed, camera, options);
        int bands = options.Threads == 1 ? 1 : Math.Min(options.Height, options.Threads * BandsPerThread);
        if (bands == 1)
        {
            RenderBand(0);
        }
        else
        {
            Parallel.For(0, bands, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, RenderBand);
        }

        return image;

        void RenderBand(int band)
        {
            int top = (int)((long)options.Height * band / bands), bottom = (int)((long)options.Height * (band + 1) / bands);
            VisibilityBuffer buffer = Draw(placed, pixels, options.Width, top, bottom - top);
            shader.DescribePixels(image, buffer);
            buffer = samples == 1 ? buffer : Draw(placed, fine, options.Width * samples, top * samples, (bottom - top) * samples);
            shader.ShadeSamples(image, buffer, top, bottom);
        }
    }

    private static VisibilityBuffer Draw(PlacedMesh[] placed, ScreenCorner[][] screen, int width, int top, int rows)
    {
        var buffer = new VisibilityBuffer(width, top, rows);
        for (int i = 0; i < placed.Length; i++)
        {
            VisibilityRasterizer.Draw(buffer, screen[i], placed[i].Mesh.Mesh.Indices, placed[i].FirstTriangle);
        }

        return buffer;
    }
}
