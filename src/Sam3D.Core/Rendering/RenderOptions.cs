using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>How a mesh or a cloud of Gaussians is drawn.</summary>
public sealed record RenderOptions
{
    /// <summary>Picture width, 1 to 4096 pixels. Default 512.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Picture height, 1 to 4096 pixels. Default 512.</summary>
    public int Height { get; init; } = 512;

    /// <summary>Where the picture is taken from. Default: the front, level.</summary>
    public OrbitCamera Camera { get; init; } = new();

    /// <summary>Linear RGB behind the object. Default white.</summary>
    public Vector3 Background { get; init; } = Vector3.One;

    /// <summary>Linear RGB of meshes without vertex colours. Default a light grey.</summary>
    public Vector3 BaseColor { get; init; } = new(0.6f);

    /// <summary>The part of the light that comes from everywhere, 0 to 1; the rest is a light beside the camera. Default 0.35.</summary>
    public float Ambient { get; init; } = 0.35f;

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        if (Width is < 1 or > 4096 || Height is < 1 or > 4096)
        {
            errors.Add($"a size of {Width}×{Height}, expected 1 to 4096 pixels each");
        }

        if (!(Ambient >= 0 && Ambient <= 1))
        {
            errors.Add($"{nameof(Ambient)} is {Ambient}, expected 0 to 1");
        }

        if (!(Camera.FieldOfView >= 1 && Camera.FieldOfView <= 179))
        {
            errors.Add($"{nameof(OrbitCamera.FieldOfView)} is {Camera.FieldOfView}, expected 1 to 179 degrees");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}
