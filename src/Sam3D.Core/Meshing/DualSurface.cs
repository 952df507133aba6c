using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// The quad surface dual to a grid's cells: one vertex for each sheet in each cube of eight samples, one quad for each grid edge
/// that the surface crosses (surface nets; Gibson, <i>Constrained elastic surface nets</i>, 1998).
/// </summary>
/// <remarks>
/// Always closed and 2-manifold: every vertex's quads form one cycle, and no two pairs of quads share the same two vertices
/// (see <see cref="CellSheets"/>). The samples beyond the border count as empty. Positions are in samples: (x, y, z) is the centre
/// of voxel (x, y, z). Memory beside the result is two slabs of (R+1)² cells.
/// </remarks>
internal sealed class DualSurface
{
    /// <summary>The nearest that a crossing comes to a sample, in voxels: keeps vertices of different cubes apart.</summary>
    private const float Margin = 0.01f;

    private readonly OccupancyGrid _grid;
    private readonly float _threshold;
    private readonly float _softness;
    private readonly int _resolution;
    private readonly Slab[] _slabs;

    private DualSurface(OccupancyGrid grid, float threshold, float softness)
    {
        _grid = grid;
        _threshold = threshold;
        _softness = softness;
        _resolution = grid.Resolution;
        int cells = (_resolution + 1) * (_resolution + 1);
        _slabs = [new Slab(new int[cells], new short[cells]), new Slab(new int[cells], new short[cells])];
    }

    /// <summary>Vertex positions, in samples.</summary>
    public List<Vector3> Positions { get; } = [];

    /// <summary>Four vertices a quad, counter-clockwise seen from outside.</summary>
    public List<int> Quads { get; } = [];

    /// <summary>Extracts the surface between samples above a threshold and the others.</summary>
    public static DualSurface Extract(OccupancyGrid grid, float threshold, float softness)
    {
        var surface = new DualSurface(grid, threshold, softness);
        for (int x = 0; x <= surface._resolution; x++)
        {
            for (int y = 0; y <= surface._resolution; y++)
            {
                surface.ExtractRow(x, y);
            }
        }

        return surface;
    }

    // Cube (x, y, z) has the samples x−1..x, y−1..y, z−1..z at its corners.
    private void ExtractRow(int x, int y)
    {
        ReadOnlySpan<float> row00 = Row(x - 1, y - 1), row10 = Row(x, y - 1), row01 = Row(x - 1, y), row11 = Row(x, y);
        int previous = 0;
        for (int z = 0; z <= _resolution; z++)
        {
            int current = 0;
            if (z < _resolution)
            {
                current = Bit(row00, z) | (Bit(row10, z) << 1) | (Bit(row01, z) << 2) | (Bit(row11, z) << 3);
            }

            int mask = previous | (current << 4);
            previous = current;
            if (mask is not (0 or 255))
            {
                AddCube(x, y, z, mask);
            }
        }
    }

    private void AddCube(int x, int y, int z, int mask)
    {
        int configuration = Configuration(x, y, z, mask);
        Slab slab = _slabs[x & 1];
        int cell = (y * (_resolution + 1)) + z;
        slab.First[cell] = Positions.Count;
        slab.Configuration[cell] = (short)configuration;
        AddVertices(new Vector3(x - 1, y - 1, z - 1), x, y, z, configuration);

        // The edges at the cube's lowest corner: all of their four cubes have been visited by now.
        bool inside = (mask & 1) != 0;
        for (int axis = 0; axis < 3; axis++)
        {
            if (inside != (((mask >> (1 << axis)) & 1) != 0))
            {
                AddQuad(x, y, z, axis, inside);
            }
        }
    }

    private void AddVertices(Vector3 origin, int x, int y, int z, int configuration)
    {
        Span<Vector4> sums = stackalloc Vector4[4]; // sum of crossings, number of crossings
        sums.Clear();
        for (int edge = 0; edge < 12; edge++)
        {
            int sheet = CellSheets.SheetOf(configuration, edge);
            if (sheet < 0)
            {
                continue;
            }

            int axis = edge / 4, corner = CellSheets.EdgeBase(edge);
            int dx = corner & 1, dy = (corner >> 1) & 1, dz = corner >> 2;
            float a = Squash(Logit(x - 1 + dx, y - 1 + dy, z - 1 + dz));
            float b = Squash(Logit(x - 1 + dx + (axis == 0 ? 1 : 0), y - 1 + dy + (axis == 1 ? 1 : 0), z - 1 + dz + (axis == 2 ? 1 : 0)));
            float t = a == b ? 0.5f : Math.Clamp(a / (a - b), Margin, 1 - Margin); // equal only by underflow
            var crossing = new Vector3(dx, dy, dz);
            crossing[axis] += t;
            sums[sheet] += new Vector4(crossing, 1);
        }

        for (int sheet = 0; sheet < CellSheets.CountOf(configuration); sheet++)
        {
            Vector4 sum = sums[sheet];
            Positions.Add(origin + (new Vector3(sum.X, sum.Y, sum.Z) / sum.W));
        }
    }

    private void AddQuad(int x, int y, int z, int axis, bool insideIsLow)
    {
        int b = (axis + 1) % 3, c = (axis + 2) % 3;
        Span<int> quad = stackalloc int[4];
        for (int i = 0; i < 4; i++)
        {
            // Counter-clockwise round the edge, seen from its upper end: offsets (0,0), (1,0), (1,1), (0,1) along b and c.
            int ob = i is 1 or 2 ? 1 : 0, oc = i is 2 or 3 ? 1 : 0;
            int cx = x - (b == 0 ? ob : c == 0 ? oc : 0);
            int cy = y - (b == 1 ? ob : c == 1 ? oc : 0);
            int cz = z - (b == 2 ? ob : c == 2 ? oc : 0);
            Slab slab = _slabs[cx & 1];
            int cell = (cy * (_resolution + 1)) + cz;
            quad[insideIsLow ? i : 3 - i] =
                slab.First[cell] + CellSheets.SheetOf(slab.Configuration[cell], (4 * axis) + ob + (2 * oc));
        }

        Quads.AddRange(quad);
    }

    private int Configuration(int x, int y, int z, int mask)
    {
        int face = CellSheets.PinchedFace(mask);
        if (face < 0)
        {
            return mask;
        }

        int axis = face / 2, step = (face & 1) == 0 ? -1 : 1;
        int neighbour = MaskAt(x + (axis == 0 ? step : 0), y + (axis == 1 ? step : 0), z + (axis == 2 ? step : 0));
        return CellSheets.PinchedFace(neighbour) == (face ^ 1) ? mask + 256 : mask;
    }

    private int MaskAt(int x, int y, int z)
    {
        int mask = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            bool inside = Logit(x - 1 + (corner & 1), y - 1 + ((corner >> 1) & 1), z - 1 + (corner >> 2)) > _threshold;
            mask |= inside ? 1 << corner : 0;
        }

        return mask;
    }

    private ReadOnlySpan<float> Row(int x, int y) => (uint)x < (uint)_resolution && (uint)y < (uint)_resolution
        ? _grid.Logits.Slice(((x * _resolution) + y) * _resolution, _resolution)
        : default;

    private int Bit(ReadOnlySpan<float> row, int z) => !row.IsEmpty && row[z] > _threshold ? 1 : 0;

    // Everything beyond the border is empty.
    private float Logit(int x, int y, int z)
    {
        ReadOnlySpan<float> row = Row(x, y);
        return row.IsEmpty || (uint)z >= (uint)_resolution ? float.NegativeInfinity : row[z];
    }

    // Signed occupancy in [-1, 1]; NaN is empty.
    private float Squash(float logit) => float.IsNaN(logit) ? -1f : MathF.Tanh((logit - _threshold) / _softness);

    private sealed record Slab(int[] First, short[] Configuration);
}
