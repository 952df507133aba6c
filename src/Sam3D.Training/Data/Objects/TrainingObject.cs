using Sam3D.Rendering;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Objects;

/// <summary>
/// An object to make samples of, in its canonical frame: z up, front towards −y, longest side <see cref="LongestSide"/>, centred in [-0.5, 0.5]³.
/// </summary>
public sealed class TrainingObject
{
    /// <summary>The longest side of a canonical object.</summary>
    public const float LongestSide = 0.92f;

    internal TrainingObject(string family, ObjectSymmetry symmetry, TexturedMesh mesh, IShapeField field)
    {
        Family = family;
        Symmetry = symmetry;
        Mesh = mesh;
        Field = field;
    }

    /// <summary>What kind of object it is; for users' meshes the file's name.</summary>
    public string Family { get; }

    /// <summary>Its symmetry about the vertical axis.</summary>
    public ObjectSymmetry Symmetry { get; }

    /// <summary>The surface with its colours.</summary>
    public TexturedMesh Mesh { get; }

    /// <summary>The signed distance.</summary>
    public IShapeField Field { get; }

    /// <summary>Gives the voxels that samples store, where they are kept because the object is shown many times; otherwise <see langword="null"/>.</summary>
    internal Func<SampleVoxels>? KeptVoxels { get; init; }
}
