using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>The checkpoint of the first case of the whole pipeline, written and converted once for the tests of a class.</summary>
public sealed class MiniBundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MiniBundle()
    {
        Case = Fixtures.Open(Fixtures.Discover("InferencePipelinePointMap.run")[0]);
        MiniCheckpoint.Write(Case, Checkpoint);
        CheckpointConverter.Convert(Checkpoint, Folder);
    }

    /// <summary>The case.</summary>
    public FixtureCase Case { get; }

    /// <summary>The checkpoint's folder; not to be written to.</summary>
    public string Checkpoint => _folder.File("checkpoint");

    /// <summary>The bundle's folder; not to be written to.</summary>
    public string Folder => _folder.File("bundle");

    /// <summary>A copy of the bundle whose manifest says something else.</summary>
    /// <param name="change">Changes the manifest.</param>
    public string Copy(Func<BundleManifest, BundleManifest> change)
    {
        string copy = _folder.File(Path.GetRandomFileName());
        CopyFiles(Folder, copy);
        string path = Path.Combine(copy, BundleManifest.FileName);
        BundleManifest manifest = BundleManifestSerializer.Read(File.ReadAllBytes(path), path);
        using FileStream stream = File.Create(path);
        BundleManifestSerializer.Write(change(manifest), stream);
        return copy;
    }

    /// <summary>A copy of the checkpoint, to be changed.</summary>
    public string CopyCheckpoint()
    {
        string copy = _folder.File(Path.GetRandomFileName());
        CopyFiles(Checkpoint, copy);
        return copy;
    }

    /// <summary>A geometry with the voxels of the case, for tests of what comes after it.</summary>
    public GeometryResult Geometry()
    {
        VoxelIndex[] voxels = [.. Case["out.coords"].Values.Chunk(4).Select(c => new VoxelIndex((int)c[1], (int)c[2], (int)c[3]))];
        return new GeometryResult
        {
            Voxels = new SparseVoxels(Resolution, voxels),
            Occupancy = new OccupancyGrid(1, [1f]),
            Pose = new ObjectPose { Rotation = System.Numerics.Quaternion.Identity, Translation = System.Numerics.Vector3.UnitZ, Scale = 1 },
            Camera = CameraIntrinsics.FromFieldOfView(50, 4, 3),
            ConditionTokens = ReadOnlyMemory<float>.Empty,
            Latents = new Dictionary<string, float[]>(),
        };
    }

    /// <summary>Cells along an axis of the case's voxels.</summary>
    public int Resolution => Case.Json.GetProperty("stages").GetProperty("stage2_generator").GetProperty("override").GetProperty("resolution").GetInt32();

    public void Dispose() => _folder.Dispose();

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
