using System.Numerics;

namespace Sam3D.Imaging;

/// <summary>The inputs of the condition encoder, and what the pose decoder must know of their normalisation.</summary>
public sealed class ConditionInputs
{
    /// <summary>The official names that <see cref="Tensors"/> can have.</summary>
    public static IReadOnlyList<string> Names { get; } = ["image", "mask", "rgb_image", "rgb_image_mask", "pointmap", "rgb_pointmap"];

    /// <summary>
    /// By official name: <c>image</c> and <c>mask</c> (cropped around the object), <c>rgb_image</c> and <c>rgb_image_mask</c> (whole), and, where the
    /// model takes a point map and one was given, <c>pointmap</c> (cropped) and <c>rgb_pointmap</c> (whole).
    /// </summary>
    public required IReadOnlyDictionary<string, PictureTensor> Tensors { get; init; }

    /// <summary>Scale of the point map in its unit, official <c>pointmap_scale</c>; 1 where there is no point map.</summary>
    public Vector3 SceneScale { get; init; } = Vector3.One;

    /// <summary>Shift of the point map in camera space, official <c>pointmap_shift</c>; 0 where there is no point map.</summary>
    public Vector3 SceneShift { get; init; }

    /// <summary>The part of the photograph that the cropped inputs show; may leave the photograph.</summary>
    public required CropBox CropBox { get; init; }
}

/// <summary>A rectangle of a photograph in whole pixels.</summary>
/// <param name="Left">First column; negative left of the photograph.</param>
/// <param name="Top">First row; negative above the photograph.</param>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
public readonly record struct CropBox(int Left, int Top, int Width, int Height);
