using System.Numerics;
using System.Security.Cryptography;
using Sam3D.Import;
using Sam3D.Metrics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Meshes;

/// <summary>The meshes of a folder as training objects, each with its variants. A file is read when it is first asked for; meshes and voxels are kept.</summary>
/// <remarks>
/// Thread safe. Files are in the order of their relative paths, or of the list. Links are not followed. Variants share their file's mesh and are made from it each time, which costs less than
/// a picture; their symmetry and voxels, which cost much more, are found once.
/// </remarks>
internal sealed class MeshLibrary
{
    /// <summary>The most files of a folder, or of a list.</summary>
    public const int MaxFiles = 100_000;

    private const long MaxMeshBytes = 1L << 30, MaxVoxelBytes = 512L << 20;
    private const int MaxSymmetries = 1 << 18, MaxObjects = 1 << 24; // more could not be drawn with equal chances
    private const int SymmetryResolution = 32;
    private const float Flat = 1e-5f; // what is thinner is not stretched to its size, but not lost either
    private readonly string _folder;
    private readonly MeshListEntry[] _files;
    private readonly byte[]? _list;
    private readonly DataOptions _options;
    private readonly KeptValues<TexturedMesh> _meshes = new(MaxMeshBytes, SizeOf);
    private readonly KeptValues<ObjectSymmetry> _symmetries = new(MaxSymmetries, _ => 1);
    private readonly KeptValues<SampleVoxels> _voxels = new(MaxVoxelBytes, SizeOf);

    private MeshLibrary(string folder, MeshListEntry[] files, byte[]? list, DataOptions options)
    {
        _folder = folder;
        _files = files;
        _list = list;
        _options = options;
    }

    /// <summary>Number of objects: meshes times variants.</summary>
    public int Count => _files.Length * _options.MeshVariants;

    /// <summary>Lists a folder, or reads its list.</summary>
    /// <param name="options">Folder, list, variants, and of the samples the seed and the voxels.</param>
    /// <exception cref="TrainingDataException">The folder is missing or holds no mesh, or its list cannot be used.</exception>
    public static MeshLibrary Open(DataOptions options)
    {
        string folder = options.Meshes ?? throw new ArgumentException($"{nameof(DataOptions.Meshes)} is missing.", nameof(options));
        string[] found = SourceFolder.List(folder, MeshFile.Extensions, MaxFiles, "mesh");
        (MeshListEntry[] files, byte[]? list) = options.MeshList is { } path ? MeshList.Read(path, folder) : ([.. found.Select(f => new MeshListEntry(f))], null);
        return (long)files.Length * options.MeshVariants <= MaxObjects
            ? new MeshLibrary(folder, files, list, options)
            : throw new TrainingDataException($"{MessageText.OneLine(folder)}: {files.Length:N0} meshes with {options.MeshVariants:N0} variants each, expected at most {MaxObjects:N0} objects; take fewer variants.");
    }

    /// <summary>Adds names and contents of all files to a hash, and the list.</summary>
    public void AddTo(IncrementalHash hash)
    {
        SourceFolder.AddTo(hash, _folder, _files.Select(f => f.File).Distinct());
        if (_list is not null)
        {
            hash.AppendData("mesh list\n"u8);
            hash.AppendData(_list);
        }
    }

    /// <summary>A training object.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1: mesh · variants + variant; variant 0 is the mesh itself.</param>
    /// <exception cref="MeshFileException">The file cannot be used.</exception>
    public TrainingObject Get(int index)
    {
        (int file, int variant) = Math.DivRem(index, _options.MeshVariants);
        TexturedMesh mesh = _meshes.Get(file, () => Load(_files[file]));
        mesh = variant == 0 ? mesh : Vary(mesh, file, variant);
        string name = Path.GetFileNameWithoutExtension(_files[file].File);
        name = name.Length > 100 ? name[..100] : name;
        var shape = new TrainingObject(name, ObjectSymmetry.None, mesh, new MeshField(mesh.Mesh));
        SampleVoxels Voxels() => _voxels.Get(index, () => Voxelizer.Create(shape, _options.Resolution, _options.FineDistances));
        ObjectSymmetry symmetry = _symmetries.Get(index, () => SymmetryFinder.Find(
            _options.Resolution == SymmetryResolution ? Voxels() : Voxelizer.Create(shape, SymmetryResolution, withFine: false)));
        return new TrainingObject(name, symmetry, mesh, shape.Field) { KeptVoxels = Voxels };
    }

    // Turned, then stretched to its size, then in the canonical frame.
    private TexturedMesh Load(MeshListEntry entry)
    {
        string path = Path.Combine(_folder, entry.File);
        TexturedMesh mesh = MeshFile.Load(path);
        if (entry.Turn is { } turn)
        {
            mesh = MeshMapping.Apply(mesh, turn);
        }

        if (entry.Size is { } size)
        {
            mesh = Fit(mesh, path);
            (Vector3 low, Vector3 high) = MeshBox.Of(mesh.Mesh);
            Vector3 factor = size / Vector3.Max(high - low, new Vector3(Flat));
            factor /= Math.Max(factor.X, Math.Max(factor.Y, factor.Z)); // the common factor does not matter
            mesh = MeshMapping.Apply(mesh, Matrix4x4.CreateScale(Vector3.Max(factor, new Vector3(Flat))));
        }

        return Fit(mesh, path);
    }

    // Each mesh and variant has numbers of its own, whatever the number of variants.
    private TexturedMesh Vary(TexturedMesh mesh, int file, int variant)
    {
        var random = new SampleRandom(_options.Seed, (uint)file, (ushort)(SamplePart.Variant + (variant * SamplePart.Stride)));
        Vector3 stretch = random.Cube(-_options.MeshStretch, _options.MeshStretch);
        float side = random.Chance(0.5f) ? -1 : 1;
        var map = Matrix4x4.CreateScale(side * MathF.Exp(stretch.X), MathF.Exp(stretch.Y), MathF.Exp(stretch.Z));
        return Fit(MeshMapping.Apply(mesh, map), _files[file].File);
    }

    // Centred, with the longest side of the canonical frame.
    private static TexturedMesh Fit(TexturedMesh source, string path)
    {
        (Vector3 low, Vector3 high) = MeshBox.Of(source.Mesh);
        Vector3 extent = high - low, center = (low + high) / 2;
        float longest = Math.Max(extent.X, Math.Max(extent.Y, extent.Z));
        if (!(longest > 0 && float.IsFinite(longest)))
        {
            throw new MeshFileException($"{MessageText.OneLine(path)}: has the extent {extent}, expected a finite size above 0; export it again.");
        }

        float scale = TrainingObject.LongestSide / longest;
        Vector3[] positions = [.. source.Mesh.Positions.Select(p => Vector3.Clamp((p - center) * scale, new Vector3(-0.5f), new Vector3(0.5f)))];
        var mesh = new TriangleMesh(positions, source.Mesh.Indices, source.Mesh.Normals, source.Mesh.Colors);
        return new TexturedMesh(mesh, source.TexCoords, source.TriangleMaterials, source.Materials);
    }

    private static long SizeOf(TexturedMesh mesh) =>
        (mesh.Mesh.Positions.LongLength * (3 * 12 + 8)) + (mesh.Mesh.Indices.LongLength * 6)
        + mesh.Materials.Select(m => m.Texture).OfType<MeshTexture>().Distinct().Sum(t => (long)t.Image.Pixels.Length);

    private static long SizeOf(SampleVoxels voxels) => voxels.Occupancy.LongLength + (voxels.Surface.Count * 40L) + (voxels.Fine?.LongLength ?? 0);
}
