using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>How placed meshes are drawn.</summary>
public sealed record SceneOptions
{
    /// <summary>Picture width, 1 to 4096 pixels. Default 512.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Picture height, 1 to 4096 pixels. Default 512.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Samples along each side of a pixel, 1 to 8. Default 2: four samples.</summary>
    public int Supersampling { get; init; } = 2;

    /// <summary>Linear RGB of the light that comes from above. Default 0.45 white.</summary>
    public Vector3 Sky { get; init; } = new(0.45f);

    /// <summary>Linear RGB of the light that comes from below. Default 0.3 white.</summary>
    public Vector3 Ground { get; init; } = new(0.3f);

    /// <summary>Where above is, in camera space (x left, y up, z forward). Default (0, 1, 0).</summary>
    public Vector3 Up { get; init; } = Vector3.UnitY;

    /// <summary>Further lights. Default one, beside the camera.</summary>
    public IReadOnlyList<SceneLight> Lights { get; init; } = [new()];

    /// <summary>Threads, at least 1; the result does not depend on it. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (Width is < 1 or > 4096 || Height is < 1 or > 4096)
        {
            errors.Add($"a size of {Width}×{Height}, expected 1 to 4096 pixels each");
        }

        if (Supersampling is < 1 or > 8 || Math.Max(Width, Height) * Supersampling > SoftwareRasterizer.MaxSize)
        {
            errors.Add($"{nameof(Supersampling)} is {Supersampling}, expected 1 to 8 and at most {SoftwareRasterizer.MaxSize} samples a side");
        }

        if (Threads < 1)
        {
            errors.Add($"{nameof(Threads)} is {Threads}, expected at least 1");
        }

        if (!(Up.LengthSquared() > 0 && float.IsFinite(Up.LengthSquared())))
        {
            errors.Add($"{nameof(Up)} is {Up}, expected a direction");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}
