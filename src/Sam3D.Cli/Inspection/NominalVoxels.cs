using Sam3D.Bundles;
using Sam3D.Sparse;

namespace Sam3D.Cli.Inspection;

/// <summary>
/// How many windows and coarse voxels an object of N voxels has. They depend on its form; a spherical shell stands for all.
/// </summary>
internal sealed class NominalVoxels
{
    private const double Radius = 0.4; // of the grid
    private const int LargestGrid = 128;
    private const long UsualCount = 20_000, UsualGrid = 64;

    private readonly VoxelIndex[] _shell;
    private readonly Dictionary<(int Groups, int Size, int Shift), IReadOnlyList<(long, long)>> _windows = [];

    /// <param name="count">N.</param>
    /// <param name="resolution">Cells along an axis of the grid.</param>
    public NominalVoxels(int count, int resolution)
    {
        Count = count;
        _shell = Shell(count, Math.Min(resolution, LargestGrid));
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>What a usual object has: 20,000 voxels in a grid of 64³. Voxels are those of a surface, so that their number goes with the square of the grid's edge.</summary>
    /// <param name="resolution">Cells along an axis of the grid.</param>
    public static int Usual(int resolution) => (int)Math.Clamp(UsualCount * resolution * resolution / (UsualGrid * UsualGrid), 1, BundleLimits.TensorSize);

    /// <summary>Voxels of a level of the flow; level 0 has all, the next ones are half as fine each.</summary>
    public long Level(int level)
    {
        HashSet<VoxelIndex> coarse = [.. _shell.Select(v => new VoxelIndex(v.X >> level, v.Y >> level, v.Z >> level))];
        return level == 0 ? Count : Scaled(coarse.Count);
    }

    /// <summary>Windows of each group, and voxels of the group's fullest one.</summary>
    /// <param name="groups">Groups of windows.</param>
    /// <param name="size">Edge of a window in voxels.</param>
    /// <param name="shift">Shift of the windows in voxels.</param>
    public IReadOnlyList<(long Windows, long Longest)> Windows(int groups, int size, int shift)
    {
        if (!_windows.TryGetValue((groups, size, shift), out IReadOnlyList<(long, long)>? sizes))
        {
            var windows = new WindowGroups(groups);
            windows.Build(_shell, size, shift);
            sizes = [.. windows.Groups.Select(g => (Scaled(g.WindowCount), (long)g.LongestWindow))];
            _windows.Add((groups, size, shift), sizes);
        }

        return sizes;
    }

    private long Scaled(long count) => Math.Max(1, count * Count / _shell.Length);

    /// <summary>The cells nearest to a sphere, about N of them.</summary>
    private static VoxelIndex[] Shell(int count, int resolution)
    {
        double middle = (resolution - 1) / 2.0, radius = Radius * resolution;
        double half = Math.Max(1, count / (8 * Math.PI * radius * radius));
        var voxels = new List<VoxelIndex>();
        for (int x = 0; x < resolution; x++)
        {
            for (int y = 0; y < resolution; y++)
            {
                for (int z = 0; z < resolution; z++)
                {
                    double distance = Math.Sqrt(Math.Pow(x - middle, 2) + Math.Pow(y - middle, 2) + Math.Pow(z - middle, 2));
                    if (Math.Abs(distance - radius) <= half)
                    {
                        voxels.Add(new VoxelIndex(x, y, z));
                    }
                }
            }
        }

        return voxels.Count > 0 ? [.. voxels] : [default];
    }
}
