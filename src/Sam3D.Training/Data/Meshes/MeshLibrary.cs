using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Sam3D.Import;
using Sam3D.Rendering;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Meshes;

/// <summary>The meshes of a folder as training objects. Each is read when it is first asked for and kept.</summary>
/// <remarks>Thread safe. Files are in the order of their relative paths. Links are not followed.</remarks>
internal sealed class MeshLibrary
{
    /// <summary>The most files of a folder.</summary>
    public const int MaxFiles = 100_000;

    private const int MaxKept = 256;
    private const int SymmetryResolution = 32;
    private readonly string _folder;
    private readonly string[] _files;
    private readonly ConcurrentDictionary<int, Lazy<TrainingObject>> _kept = new();

    private MeshLibrary(string folder, string[] files)
    {
        _folder = folder;
        _files = files;
    }

    /// <summary>Number of meshes.</summary>
    public int Count => _files.Length;

    /// <summary>Lists a folder.</summary>
    /// <exception cref="TrainingDataException">The folder is missing or holds no mesh.</exception>
    public static MeshLibrary Open(string folder) => new(folder, SourceFolder.List(folder, MeshFile.Extensions, MaxFiles, "mesh"));

    /// <summary>Adds names and contents of all files to a hash.</summary>
    public void AddTo(IncrementalHash hash) => SourceFolder.AddTo(hash, _folder, _files);

    /// <summary>A mesh as a training object.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="MeshFileException">The file cannot be used.</exception>
    public TrainingObject Get(int index)
    {
        if (_kept.Count >= MaxKept && !_kept.ContainsKey(index))
        {
            _kept.Clear(); // what is read again is the same
        }

        return _kept.GetOrAdd(index, i => new Lazy<TrainingObject>(() => Load(Path.Combine(_folder, _files[i])))).Value;
    }

    /// <summary>Reads a mesh and brings it into its canonical frame.</summary>
    public static TrainingObject Load(string path, MeshReadOptions? options = null)
    {
        TexturedMesh file = MeshFile.Load(path, options);
        Vector3 low = file.Mesh.Positions[0], high = low;
        foreach (int v in file.Mesh.Indices) // vertices of no triangle do not count
        {
            low = Vector3.Min(low, file.Mesh.Positions[v]);
            high = Vector3.Max(high, file.Mesh.Positions[v]);
        }

        Vector3 extent = high - low, center = (low + high) / 2;
        float longest = Math.Max(extent.X, Math.Max(extent.Y, extent.Z));
        if (!(longest > 0 && float.IsFinite(longest)))
        {
            throw new MeshFileException($"{MessageText.OneLine(path)}: has the extent {extent}, expected a finite size above 0; export it again.");
        }

        float scale = TrainingObject.LongestSide / longest;
        Vector3[] positions = [.. file.Mesh.Positions.Select(p => Vector3.Clamp((p - center) * scale, new Vector3(-0.5f), new Vector3(0.5f)))];
        var mesh = new TriangleMesh(positions, file.Mesh.Indices, file.Mesh.Normals, file.Mesh.Colors);
        var textured = new TexturedMesh(mesh, file.TexCoords, file.TriangleMaterials, file.Materials);
        string name = Path.GetFileNameWithoutExtension(path);
        var item = new TrainingObject(name.Length > 100 ? name[..100] : name, ObjectSymmetry.None, textured, new MeshField(mesh));
        SampleVoxels voxels = Voxelizer.Create(item, SymmetryResolution, withFine: false);
        return new TrainingObject(item.Family, SymmetryFinder.Find(voxels), textured, item.Field);
    }
}
