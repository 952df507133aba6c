using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>
/// The cells that surfaces fill: those that a triangle touches, and those that no way along free cells leads to from outside. Open and self-intersecting meshes are taken as they
/// are; a hole wider than a cell lets the outside in.
/// </summary>
/// <remarks>
/// The cells of a grid of resolution R have the side 2/(R − 1), and −1 and 1 are centres of cells. So the outermost of R cells on [-1, 1] reach half a cell beyond, and the faces of a normalised mesh do
/// not fall between two cells.
/// </remarks>
public sealed class VoxelSolid
{
    private const byte Surface = 1, Outside = 2;

    private readonly byte[] _cells;
    private readonly int _nx, _ny, _nz;
    private readonly Vector3 _origin; // centre of cell (0, 0, 0)

    private VoxelSolid(Vector3 origin, float cellSize, int nx, int ny, int nz)
    {
        (_origin, CellSize, _nx, _ny, _nz) = (origin, cellSize, nx, ny, nz);
        _cells = new byte[nx * ny * nz];
    }

    /// <summary>Side of a cell.</summary>
    public float CellSize { get; }

    /// <summary>Centre of the grid's first cell.</summary>
    public Vector3 First => _origin;

    /// <summary>Cells that a triangle touches.</summary>
    public long SurfaceCount => _cells.LongCount(c => c == Surface);

    /// <summary>Cells that a triangle touches, and enclosed ones.</summary>
    public long SolidCount => _cells.LongCount(c => c != Outside);

    /// <summary>Intersection over union of two meshes on one grid.</summary>
    /// <param name="first">A mesh; normalised ones lie in [-1, 1]³, what lies outside counts as well, up to twice as far.</param>
    /// <param name="second">The other mesh.</param>
    /// <param name="resolution">Cells on [-1, 1], 2 to 256. The paper has 64.</param>
    /// <param name="cancellationToken">Honoured soon.</param>
    /// <exception cref="EvaluationException">A mesh has no triangle, a corner that is not finite, or reaches far out of [-1, 1]³.</exception>
    public static VoxelIoU Compare(TriangleMesh first, TriangleMesh second, int resolution = 64, CancellationToken cancellationToken = default)
    {
        (Vector3 lowA, Vector3 highA) = UnitCube.Bounds(first);
        (Vector3 lowB, Vector3 highB) = UnitCube.Bounds(second);
        Vector3 low = Vector3.Min(lowA, lowB), high = Vector3.Max(highA, highB);
        VoxelSolid a = Fill(first, low, high, resolution, cancellationToken), b = Fill(second, low, high, resolution, cancellationToken);
        long both = 0, any = 0, shellBoth = 0, shellAny = 0;
        for (int i = 0; i < a._cells.Length; i++)
        {
            bool inA = a._cells[i] != Outside, inB = b._cells[i] != Outside, onA = a._cells[i] == Surface, onB = b._cells[i] == Surface;
            both += inA && inB ? 1 : 0;
            any += inA || inB ? 1 : 0;
            shellBoth += onA && onB ? 1 : 0;
            shellAny += onA || onB ? 1 : 0;
        }

        return new VoxelIoU((double)both / any, (double)shellBoth / shellAny);
    }

    /// <summary>Fills the cells of one mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="low">Lower corner of the part of space to cover.</param>
    /// <param name="high">Upper corner.</param>
    /// <param name="resolution">Cells on [-1, 1], 2 to 256.</param>
    /// <param name="cancellationToken">Honoured once in some thousand triangles.</param>
    /// <exception cref="EvaluationException">The part of space is too large.</exception>
    public static VoxelSolid Fill(TriangleMesh mesh, Vector3 low, Vector3 high, int resolution = 64, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, 256);
        const float reach = 4;
        Vector3 far = Vector3.Max(Vector3.Abs(low), Vector3.Abs(high));
        if (!(Math.Max(far.X, Math.Max(far.Y, far.Z)) <= reach))
        {
            throw new EvaluationException($"The mesh reaches from {low} to {high}, expected about [-1, 1]³: bring it to one size first (UnitCube.Normalize).");
        }

        float cell = 2f / (resolution - 1);
        (int x0, int nx) = Range(low.X, high.X, cell);
        (int y0, int ny) = Range(low.Y, high.Y, cell);
        (int z0, int nz) = Range(low.Z, high.Z, cell);
        var solid = new VoxelSolid(new Vector3((x0 * cell) - 1, (y0 * cell) - 1, (z0 * cell) - 1), cell, nx, ny, nz);
        solid.MarkSurface(mesh, cancellationToken);
        solid.MarkOutside();
        return solid;
    }

    /// <summary>Adds 1 to each cell of a cubic grid on [-1, 1]³ that is touched or enclosed.</summary>
    /// <param name="counts">resolution³ numbers, x-major.</param>
    /// <param name="resolution">That of this grid.</param>
    internal void AddTo(float[] counts, int resolution)
    {
        int x0 = (int)MathF.Round((-1 - _origin.X) / CellSize), y0 = (int)MathF.Round((-1 - _origin.Y) / CellSize), z0 = (int)MathF.Round((-1 - _origin.Z) / CellSize);
        for (int i = 0; i < counts.Length; i++)
        {
            int x = (i / (resolution * resolution)) + x0, y = (i / resolution % resolution) + y0, z = (i % resolution) + z0;
            counts[i] += _cells[(((x * _ny) + y) * _nz) + z] != Outside ? 1 : 0;
        }
    }

    // One free layer on each side, so that the outside is connected.
    private static (int First, int Count) Range(float low, float high, float cell)
    {
        int first = (int)MathF.Floor(((low + 1) / cell) + 0.5f) - 2, last = (int)MathF.Floor(((high + 1) / cell) + 0.5f) + 2;
        return (first, last - first + 1);
    }

    private void MarkSurface(TriangleMesh mesh, CancellationToken cancellationToken)
    {
        var size = new Vector3(CellSize);
        for (int t = 0; t < mesh.TriangleCount; t++)
        {
            if (t % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            // In cells, so that cell (i, j, k) is the cube of side 1 around (i, j, k).
            ReadOnlySpan<int> corners = mesh.Indices.AsSpan(3 * t, 3);
            Vector3 a = (mesh.Positions[corners[0]] - _origin) / size;
            Vector3 b = (mesh.Positions[corners[1]] - _origin) / size;
            Vector3 c = (mesh.Positions[corners[2]] - _origin) / size;
            MarkTriangle(a, b, c);
        }
    }

    // Columns along the axis that the triangle faces most, and in each only the cells that its plane crosses: a large triangle costs its area, not its box.
    private void MarkTriangle(Vector3 a, Vector3 b, Vector3 c)
    {
        Vector3 normal = Vector3.Cross(b - a, c - a), steep = Vector3.Abs(normal);
        int w = steep.X >= steep.Y ? (steep.X >= steep.Z ? 0 : 2) : (steep.Y >= steep.Z ? 1 : 2), u = (w + 1) % 3, v = (w + 2) % 3;
        Vector3 low = Vector3.Min(a, Vector3.Min(b, c)), high = Vector3.Max(a, Vector3.Max(b, c));
        float slopeU = steep[w] > 0 ? -normal[u] / normal[w] : 0, slopeV = steep[w] > 0 ? -normal[v] / normal[w] : 0;
        float margin = ((Math.Abs(slopeU) + Math.Abs(slopeV)) / 2) + 1e-3f;
        int u0 = Cell(low[u]), u1 = Cell(high[u]), v0 = Cell(low[v]), v1 = Cell(high[v]), w0 = Cell(low[w]), w1 = Cell(high[w]);
        for (int i = u0; i <= u1; i++)
        {
            for (int j = v0; j <= v1; j++)
            {
                float middle = a[w] + (slopeU * (i - a[u])) + (slopeV * (j - a[v]));
                int from = w0, to = w1;
                if (steep[w] > 0)
                {
                    from = Math.Max(w0, Cell(middle - margin));
                    to = Math.Min(w1, Cell(middle + margin));
                }

                for (int k = from; k <= to; k++)
                {
                    Vector3 center = default;
                    (center[u], center[v], center[w]) = (i, j, k);
                    int index = (((int)center.X * _ny) + (int)center.Y) * _nz + (int)center.Z;
                    if (_cells[index] == 0 && TriangleBox.Overlaps(a - center, b - center, c - center, 0.5f))
                    {
                        _cells[index] = Surface;
                    }
                }
            }
        }
    }

    private static int Cell(float coordinate) => (int)MathF.Floor(coordinate + 0.5f);

    private void MarkOutside()
    {
        var open = new Stack<int>();
        _cells[0] = Outside;
        open.Push(0);
        int strideX = _ny * _nz;
        while (open.TryPop(out int at))
        {
            int x = at / strideX, y = at / _nz % _ny, z = at % _nz;
            Visit(x > 0, at - strideX);
            Visit(x < _nx - 1, at + strideX);
            Visit(y > 0, at - _nz);
            Visit(y < _ny - 1, at + _nz);
            Visit(z > 0, at - 1);
            Visit(z < _nz - 1, at + 1);
        }

        void Visit(bool isInside, int next)
        {
            if (isInside && _cells[next] == 0)
            {
                _cells[next] = Outside;
                open.Push(next);
            }
        }
    }
}

/// <summary>Intersection over union of the cells of two meshes, 0 to 1.</summary>
/// <param name="Solid">Of the cells that are touched or enclosed: what "voxel IoU" means here.</param>
/// <param name="Surface">Of the cells that are touched.</param>
public readonly record struct VoxelIoU(double Solid, double Surface);
