using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.DataEngine.Tests;

/// <summary>Makes coloured vases at once: seed 0 fills its photograph's mask exactly, each further seed is a tenth smaller and of another colour.</summary>
internal sealed class FakePipeline : IReconstructionPipeline
{
    private const int Rings = 24, Sectors = 32, Side = 160;

    /// <summary>A name and an identity for it.</summary>
    public const string Name = "vases";

    /// <summary>Seeds that fail.</summary>
    public HashSet<ulong> Failing { get; init; } = [];

    /// <summary>Called before each object.</summary>
    public Action<ulong>? Before { get; init; }

    /// <summary>Objects that were asked for.</summary>
    public int Calls { get; private set; }

    public DeviceInfo Device { get; } = new(DeviceKind.Cpu, "CPU, no network");

    /// <summary>A photograph of the vase with its mask; another number, another photograph.</summary>
    public static (RgbImage Photo, Mask Mask) Photograph(int number)
    {
        (TriangleMesh mesh, ObjectPose pose, CameraIntrinsics camera) = Vase(0, 1);
        Mask mask = MeshRenderer.RenderDepth(mesh, pose, camera, Side, Side).ToMask();
        byte[] pixels = new byte[3 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = mask.Values[i] != 0
                ? ((byte)200, (byte)(60 + (number * 13 % 90)), (byte)60)
                : ((byte)(120 + (i / Side / 4)), (byte)(150 + (number % 50)), (byte)(i % Side));
        }

        BitConverter.TryWriteBytes(pixels, number);
        return (new RgbImage(Side, Side, pixels), mask);
    }

    public static CandidateModel Model(FakePipeline? pipeline = null, char digit = 'a') => new(Name, new string(digit, 64), pipeline ?? new FakePipeline());

    public Task<Reconstruction> ReconstructAsync(
        GeometryInput input, ReconstructionOptions? options = null, IProgress<ReconstructionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ulong seed = options!.Geometry.Seed;
        Assert.Equal(seed, options.Texture.Seed);
        Before?.Invoke(seed);
        cancellationToken.ThrowIfCancellationRequested();
        Calls++;
        if (Failing.Contains(seed))
        {
            throw new ReconstructionException($"No voxel is occupied with seed {seed}; try another.");
        }

        (TriangleMesh mesh, ObjectPose pose, CameraIntrinsics camera) = Vase((int)seed, 1 - (0.1f * seed));
        return Task.FromResult(new Reconstruction
        {
            Mesh = mesh,
            Pose = pose,
            Camera = camera,
            Voxels = new SparseVoxels(8, [new VoxelIndex(1, 2, 3), new VoxelIndex(1, 2, 4), new VoxelIndex((int)seed % 8, 7, 0)]),
            Timings = [],
        });
    }

    public void Dispose()
    {
    }

    private static (TriangleMesh Mesh, ObjectPose Pose, CameraIntrinsics Camera) Vase(int seed, float scale)
    {
        var positions = new List<Vector3>();
        var colors = new List<Vector3>();
        var indices = new List<int>();
        for (int ring = 0; ring <= Rings; ring++)
        {
            float v = (float)ring / Rings;
            float radius = ring is 0 or Rings ? 0 : 0.2f + (0.13f * MathF.Sin(MathF.PI * (0.3f + (1.7f * v))));
            for (int sector = 0; sector < Sectors; sector++)
            {
                (float sin, float cos) = MathF.SinCos(2 * MathF.PI * sector / Sectors);
                positions.Add(new Vector3(radius * cos, radius * sin, v - 0.5f));
                bool stripe = (sector + (seed * ring)) % 8 < 4;
                colors.Add(stripe ? new Vector3(0.6f, 0.08f, 0.05f) : new Vector3(0.15f * seed, 0.5f, 0.8f - (0.15f * seed)));
                if (ring < Rings)
                {
                    int a = (ring * Sectors) + sector, b = (ring * Sectors) + ((sector + 1) % Sectors);
                    indices.AddRange([a, b, b + Sectors, a, b + Sectors, a + Sectors]);
                }
            }
        }

        var mesh = new TriangleMesh([.. positions], [.. indices], colors: [.. colors]);
        (ObjectPose pose, CameraIntrinsics camera) = new OrbitCamera { Azimuth = 30, Elevation = 15 }.Place(mesh.Positions, Side, Side);
        return (mesh, pose with { Scale = scale }, camera);
    }
}
