using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Scenes;

namespace Sam3D.Training.Data;

/// <summary>Makes training samples. Sample i depends on the options and i alone: the same bytes on any thread and in any order.</summary>
/// <remarks>Thread safe.</remarks>
public sealed class SampleFactory
{
    private readonly DataOptions _options;
    private readonly SceneComposer _composer;

    /// <summary>Prepares the options' folders.</summary>
    /// <param name="options">What samples are made of.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="Sam3DException">A folder of meshes or photographs cannot be used.</exception>
    public SampleFactory(DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _composer = new SceneComposer(options);
    }

    /// <summary>The options.</summary>
    public DataOptions Options => _options;

    /// <summary>SHA-256 over the meshes and photographs that are used, hexadecimal; empty without any.</summary>
    public string Sources { get; } = "";

    /// <summary>Makes one sample.</summary>
    /// <param name="id">Its number, 0 to 2³² − 1.</param>
    public TrainingSample Create(long id)
    {
        uint index = checked((uint)id);
        TrainingObject item = CreateObject(index);
        ComposedScene scene = _composer.Compose(item, index);
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
            Voxels = Voxelizer.Create(item, _options.Resolution, _options.FineDistances),
            Surface = _options.SurfacePoints > 0
                ? SurfaceScatter.Draw(item.Mesh, _options.SurfacePoints, new SampleRandom(_options.Seed, index, SamplePart.Surface))
                : null,
        };
    }

    private TrainingObject CreateObject(uint index)
    {
        var random = new SampleRandom(_options.Seed, index, SamplePart.Object);
        string family = _options.Families[random.Whole(0, _options.Families.Count - 1)];
        return ObjectFamilies.Create(family, random, _options.MeshResolution);
    }
}
