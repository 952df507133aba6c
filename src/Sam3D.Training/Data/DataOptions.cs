using System.Text.Json.Serialization;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Scenes;

namespace Sam3D.Training.Data;

/// <summary>What training samples are made of. The same options and seed give the same samples.</summary>
public sealed record DataOptions
{
    /// <summary>Number of the generator's rules. It grows when the same options would give other samples.</summary>
    public const int GeneratorVersion = 1;

    /// <summary>The part of the samples that recipes and commands give to a folder of photographs or meshes where they state none.</summary>
    public const float FolderShare = 0.5f;

    /// <summary>The largest <see cref="MeshVariants"/>.</summary>
    public const int MaxMeshVariants = 1024;

    /// <summary>The seed; samples of different seeds are independent. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Side of the square pictures, 16 to 1024 pixels. Default 168.</summary>
    public int ImageSize { get; init; } = 168;

    /// <summary>Voxels along an axis, 8 to 128, a multiple of 8. Default 32.</summary>
    public int Resolution { get; init; } = 32;

    /// <summary>Lattice samples of procedural surfaces, 32 to 256. Default 96.</summary>
    public int MeshResolution { get; init; } = 96;

    /// <summary>Samples along each side of a pixel, 1 to 4. Default 2.</summary>
    public int Supersampling { get; init; } = 2;

    /// <summary>The families of procedural objects, each as often as it is named. Default all.</summary>
    public IReadOnlyList<string> Families { get; init; } = ObjectFamilies.Names;

    /// <summary>From where objects are seen.</summary>
    public ViewOptions View { get; init; } = new();

    /// <summary>Part of the samples that have another object in front, 0 to 1. Default 0.2.</summary>
    public float Occluders { get; init; } = 0.2f;

    /// <summary>Part of the samples with pixel noise, 0 to 1. Default 0.4.</summary>
    public float Noise { get; init; } = 0.4f;

    /// <summary>A folder of photographs to paste objects into, or <see langword="null"/>. A file <c>name.mask.png</c> beside a photograph marks an object in it.</summary>
    public string? Photos { get; init; }

    /// <summary>Part of the samples that are pasted into photographs, 0 to 1; needs <see cref="Photos"/>. Default 0.</summary>
    public float PhotoShare { get; init; }

    /// <summary>Part of the pasted samples that take the place of a photograph's marked object, 0 to 1. Default 0.3.</summary>
    public float SwapShare { get; init; } = 0.3f;

    /// <summary>A folder of meshes (GLB, OBJ, PLY; also in folders below), or <see langword="null"/>.</summary>
    public string? Meshes { get; init; }

    /// <summary>Part of the samples that show a mesh of <see cref="Meshes"/> instead of a procedural object, 0 to 1. Default 0.</summary>
    public float MeshShare { get; init; }

    /// <summary>
    /// A list of the meshes to take from <see cref="Meshes"/>, with sizes and turns (docs/training-data.md has the columns), or <see langword="null"/> for every mesh as it is.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MeshList { get; init; }

    /// <summary>Objects that every mesh stands for, 1 to 1,024: itself, and stretched and mirrored ones. Default 1: itself alone.</summary>
    [JsonIgnore]
    public int MeshVariants { get; init; } = 1;

    /// <summary>How much the further variants are stretched, 0 to 1: along each axis by exp(u), u uniform in ±this. Default 0: mirrored at most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public float MeshStretch { get; init; }

    /// <summary>Points of the surface to store, 0 to 65,536. Default 0: none.</summary>
    public int SurfacePoints { get; init; }

    /// <summary>Whether to store the fine lattice of signed distances of every surface voxel. Default not.</summary>
    public bool FineDistances { get; init; }

    // As a manifest states it: not at all where it is the default, so that manifests are what they were before there were variants.
    [JsonInclude]
    [JsonPropertyName("meshVariants")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal int? WrittenMeshVariants
    {
        get => MeshVariants == 1 ? null : MeshVariants;
        init => MeshVariants = value ?? 1;
    }

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    public void Validate()
    {
        List<string> errors = [.. View.Problems()];
        Check(ImageSize is >= 16 and <= 1024, $"{nameof(ImageSize)} is {ImageSize}, expected 16 to 1024 pixels");
        Check(Resolution is >= 8 and <= 128 && Resolution % 8 == 0, $"{nameof(Resolution)} is {Resolution}, expected a multiple of 8 from 8 to 128");
        Check(MeshResolution is >= 32 and <= 256, $"{nameof(MeshResolution)} is {MeshResolution}, expected 32 to 256");
        Check(Supersampling is >= 1 and <= 4, $"{nameof(Supersampling)} is {Supersampling}, expected 1 to 4");
        Check(SurfacePoints is >= 0 and <= 65536, $"{nameof(SurfacePoints)} is {SurfacePoints}, expected 0 to 65536");
        Check(IsShare(Occluders), $"{nameof(Occluders)} is {Occluders}, expected 0 to 1");
        Check(IsShare(Noise), $"{nameof(Noise)} is {Noise}, expected 0 to 1");
        Check(IsShare(PhotoShare), $"{nameof(PhotoShare)} is {PhotoShare}, expected 0 to 1");
        Check(IsShare(SwapShare), $"{nameof(SwapShare)} is {SwapShare}, expected 0 to 1");
        Check(IsShare(MeshShare), $"{nameof(MeshShare)} is {MeshShare}, expected 0 to 1");
        Check(PhotoShare == 0 || Photos is not null, $"{nameof(PhotoShare)} is {PhotoShare} without {nameof(Photos)}, expected a folder of photographs");
        Check(MeshShare == 0 || Meshes is not null, $"{nameof(MeshShare)} is {MeshShare} without {nameof(Meshes)}, expected a folder of meshes");
        Check(MeshList is null || Meshes is not null, $"{nameof(MeshList)} is given without {nameof(Meshes)}, expected a folder of meshes");
        Check(MeshVariants is >= 1 and <= MaxMeshVariants, $"{nameof(MeshVariants)} is {MeshVariants}, expected 1 to {MaxMeshVariants}");
        Check(IsShare(MeshStretch), $"{nameof(MeshStretch)} is {MeshStretch}, expected 0 to 1");
        Check(!(MeshStretch > 0) || MeshVariants > 1, $"{nameof(MeshStretch)} is {MeshStretch} with {nameof(MeshVariants)} {MeshVariants}, expected at least 2 variants: the first is the mesh itself");
        string[] unknown = [.. Families.Where(f => !ObjectFamilies.Names.Contains(f))];
        Check(unknown.Length == 0, $"no family {string.Join(", ", unknown.Select(u => $"'{u}'"))}, expected some of {string.Join(", ", ObjectFamilies.Names)}");
        Check(Families.Count > 0 || MeshShare == 1, $"{nameof(Families)} is empty, expected at least one");
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                errors.Add(problem);
            }
        }

        static bool IsShare(float value) => value >= 0 && value <= 1;
    }
}
