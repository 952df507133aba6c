using Sam3D.Rendering;

namespace Sam3D.DataEngine;

/// <summary>How a candidate is drawn from all sides.</summary>
public sealed record TurntableOptions
{
    /// <summary>Views round the z axis, 4 to 64, a multiple of <see cref="Turntable.Columns"/>. Default 16.</summary>
    public int Views { get; init; } = 16;

    /// <summary>Side of a view in pixels, 64 to 512. Default 288.</summary>
    public int Side { get; init; } = 288;

    /// <summary>JPEG quality, 1 to 100. Default 88.</summary>
    public int Quality { get; init; } = 88;

    /// <summary>What is out of range.</summary>
    internal IEnumerable<string> Errors()
    {
        if (Views is < 4 or > 64 || Views % Turntable.Columns != 0)
        {
            yield return $"{nameof(Views)} is {Views}, expected a multiple of {Turntable.Columns} from 4 to 64";
        }

        if (Side is < 64 or > 512)
        {
            yield return $"{nameof(Side)} is {Side}, expected 64 to 512 pixels";
        }

        if (Quality is < 1 or > 100)
        {
            yield return $"{nameof(Quality)} is {Quality}, expected 1 to 100";
        }
    }
}

/// <summary>Views of an object from all sides in one picture: row by row, from the photograph's side and on counter-clockwise seen from above.</summary>
public static class Turntable
{
    /// <summary>Views in a row of the picture.</summary>
    public const int Columns = 4;

    private const float LeastElevation = 10, MostElevation = 35;

    /// <summary>Draws the views: of the mesh where there is one, else of the Gaussians. The same input gives the same picture.</summary>
    /// <param name="result">The reconstruction.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>The picture, sRGB on white: 4 views wide.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static RgbImage Draw(Reconstruction result, TurntableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        options ??= new TurntableOptions();
        if (options.Errors().ToArray() is { Length: > 0 } errors)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".", nameof(options));
        }

        OrbitCamera start = OrbitCamera.FromPose(result.Pose);
        var views = new RgbImage[options.Views];
        for (int i = 0; i < views.Length; i++)
        {
            var view = new RenderOptions
            {
                Width = options.Side,
                Height = options.Side,
                Camera = new OrbitCamera
                {
                    Azimuth = start.Azimuth + (360f * i / views.Length),
                    Elevation = Math.Clamp(start.Elevation, LeastElevation, MostElevation),
                },
            };
            views[i] = result.HasMesh ? MeshRenderer.Render(result.Mesh, view) : GaussianRenderer.Render(result.Gaussians, view);
        }

        return ContactSheet.Tile(views, new ContactSheetOptions { CellSize = options.Side, Columns = Columns, Margin = 0 });
    }
}
