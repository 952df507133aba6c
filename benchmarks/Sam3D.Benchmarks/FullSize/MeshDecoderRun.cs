using System.Diagnostics;
using System.Globalization;
using Sam3D.Bundles;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D.Benchmarks;

/// <summary>The mesh decoder of a bundle on a ball's shell of about N voxels, with time and peak memory: <c>mesh-decoder BUNDLE N</c>.</summary>
internal static class MeshDecoderRun
{
    public const string Verb = "mesh-decoder";

    public static int Run(string[] args)
    {
        using ModelBundle bundle = ModelBundle.Open(args[0]);
        using var sessions = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = MemoryBudget.Smallest });
        RefinementSpec spec = bundle.Manifest.Refinement!;
        VoxelIndex[] shell = Shell(spec.Resolution, int.Parse(args[1], CultureInfo.InvariantCulture));
        var index = new VoxelIndexWork(new SparseVoxels(spec.Resolution, shell), spec.Levels);
        float[] latents = RandomValues.Normal(shell.Length * spec.Channels, 0);
        long started = Stopwatch.GetTimestamp();
        TriangleMesh mesh = new MeshStage(sessions, spec).Decode(
            spec.Mesh!,
            index,
            inside: null,
            latents,
            step => Console.WriteLine($"{(step switch { 1 => "loading", 2 => "with network", _ => "with surface" })}: {Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s"),
            CancellationToken.None);
        Console.WriteLine($"{shell.Length} voxels, {mesh.TriangleCount} triangles, peak memory {(PeakMemory.Take() / 1e6).ToString("F0", CultureInfo.InvariantCulture)} MB");
        return 0;
    }

    /// <summary>The voxels nearest to a sphere around the grid's middle, in order: a surface as objects have it.</summary>
    internal static VoxelIndex[] Shell(int resolution, int count)
    {
        double middle = (resolution - 1) / 2.0, radius = 0.375 * resolution;
        var all = from x in Enumerable.Range(0, resolution)
                  from y in Enumerable.Range(0, resolution)
                  from z in Enumerable.Range(0, resolution)
                  let distance = Math.Abs(Math.Sqrt(((x - middle) * (x - middle)) + ((y - middle) * (y - middle)) + ((z - middle) * (z - middle))) - radius)
                  orderby distance
                  select new VoxelIndex(x, y, z);
        return [.. all.Take(count).OrderBy(v => v.X).ThenBy(v => v.Y).ThenBy(v => v.Z)];
    }

    /// <summary>Voxels anywhere in the grid, in order.</summary>
    internal static VoxelIndex[] Scattered(int resolution, int count)
    {
        var random = new Random(1);
        int[] cells = [.. Enumerable.Range(0, resolution * resolution * resolution)];
        random.Shuffle(cells);
        return [.. cells.Take(count).Order().Select(i => new VoxelIndex(i / (resolution * resolution), i / resolution % resolution, i % resolution))];
    }
}
