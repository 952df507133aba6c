using System.Security.Cryptography;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Photos;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Scenes;

namespace Sam3D.Training.Data;

/// <summary>Makes training samples. Sample i depends on the options, their folders and i alone: the same bytes on any thread and in any order.</summary>
/// <remarks>Thread safe.</remarks>
public sealed class SampleFactory
{
    private const int RoughResolution = 48; // of surfaces whose outline alone is looked at
    private readonly DataOptions _options;
    private readonly SceneComposer _scenes;
    private readonly PhotoComposer? _photos;
    private readonly MeshLibrary? _meshes;

    /// <summary>Prepares the options' folders: lists them and computes <see cref="Sources"/>.</summary>
    /// <param name="options">What samples are made of.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="Sam3DException">A folder of meshes or photographs cannot be used.</exception>
    public SampleFactory(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _scenes = new SceneComposer(options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (options.Meshes is not null && options.MeshShare > 0)
        {
            _meshes = MeshLibrary.Open(options);
            _meshes.AddTo(hash);
        }

        if (options.Photos is not null && options.PhotoShare > 0)
        {
            PhotoLibrary library = PhotoLibrary.Open(options.Photos);
            library.AddTo(hash);
            _photos = new PhotoComposer(options, library, _scenes, CreateObject);
        }

        Sources = _meshes is null && _photos is null ? "" : Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The options.</summary>
    public DataOptions Options => _options;

    /// <summary>SHA-256 over the names and contents of the meshes and photographs that are used, hexadecimal; empty without any.</summary>
    public string Sources { get; }

    /// <summary>Makes one sample.</summary>
    /// <param name="id">Its number, 0 to 2³² − 1.</param>
    /// <exception cref="Sam3DException">A mesh or photograph cannot be read.</exception>
    public TrainingSample Create(long id)
    {
        uint index = checked((uint)id);
        (TrainingObject item, ComposedScene? composed) = Draw(index);
        ComposedScene scene = composed ?? _scenes.Compose(item, index);
        return new TrainingSample
        {
            Id = id,
            Family = item.Family,
            Symmetry = item.Symmetry,
            Image = scene.Image,
            Mask = scene.Mask,
            PointMap = scene.PointMap,
            Camera = scene.View.Camera,
            Pose = scene.View.Pose,
            Voxels = item.KeptVoxels?.Invoke() ?? Voxelizer.Create(item, _options.Resolution, _options.FineDistances),
            Surface = _options.SurfacePoints > 0
                ? SurfaceScatter.Draw(item.Mesh, _options.SurfacePoints, new SampleRandom(_options.Seed, index, SamplePart.Surface))
                : null,
        };
    }

    /// <summary>Makes the object of a sample alone.</summary>
    /// <param name="id">The sample's number, 0 to 2³² − 1.</param>
    /// <exception cref="Sam3DException">A mesh or photograph cannot be read.</exception>
    public TrainingObject CreateObject(long id) => Draw(checked((uint)id)).Item;

    // Which object stands in a photograph is chosen with the picture; otherwise the picture comes after the object.
    private (TrainingObject Item, ComposedScene? Scene) Draw(uint index)
    {
        var kind = new SampleRandom(_options.Seed, index, SamplePart.Kind);
        return _photos is not null && kind.Chance(_options.PhotoShare) ? _photos.Compose(index) : (CreateObject(index, 0, isRough: false), null);
    }

    // Candidate 0 is the sample's own object; the others are for object swap.
    private TrainingObject CreateObject(uint index, int candidate, bool isRough)
    {
        var random = new SampleRandom(_options.Seed, index, (ushort)(SamplePart.Object + (candidate * SamplePart.Stride)));
        if (_meshes is not null && random.Chance(_options.MeshShare))
        {
            return _meshes.Get(random.Whole(0, _meshes.Count - 1));
        }

        string family = _options.Families[random.Whole(0, _options.Families.Count - 1)];
        return ObjectFamilies.Create(family, random, isRough ? RoughResolution : _options.MeshResolution);
    }
}
