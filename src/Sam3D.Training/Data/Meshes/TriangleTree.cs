using System.Numerics;

namespace Sam3D.Training.Data.Meshes;

/// <summary>A tree of boxes over a mesh's triangles: nearest point, and generalised winding number.</summary>
/// <remarks>
/// The winding number (Jacobson et al., "Robust inside-outside segmentation using generalized winding numbers", 2013) is near ±1 inside and 0 outside also of
/// meshes with holes and self-intersections. Far groups of triangles are taken as one dipole, as in Barill et al., "Fast winding numbers for soups and clouds", 2018.
/// </remarks>
internal sealed class TriangleTree
{
    private const int LeafTriangles = 4;
    private const int MaxDepth = 64;
    private const float FarFactor = 2.3f; // a group is far beyond that many of its radii

    private readonly Vector3[] _corners; // three a triangle, in the order of the leaves
    private readonly Node[] _nodes;

    /// <summary>Builds the tree.</summary>
    public TriangleTree(TriangleMesh mesh)
    {
        int count = mesh.TriangleCount;
        int[] order = [.. Enumerable.Range(0, count)];
        Vector3[] middles = [.. order.Select(t => (Corner(mesh, t, 0) + Corner(mesh, t, 1) + Corner(mesh, t, 2)) / 3)];
        var nodes = new List<Node>(Math.Max(1, 2 * count / LeafTriangles));
        _corners = new Vector3[3 * count];
        Build(mesh, order, middles, 0, count, 0, nodes);
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                _corners[(3 * i) + k] = Corner(mesh, order[i], k);
            }
        }

        _nodes = [.. nodes];
    }

    /// <summary>Distance to the nearest triangle; +∞ without triangles.</summary>
    public float Distance(Vector3 p)
    {
        float best = float.PositiveInfinity;
        Span<int> stack = stackalloc int[2 * MaxDepth];
        int depth = 0;
        stack[depth++] = 0;
        while (depth > 0)
        {
            ref readonly Node node = ref _nodes[stack[--depth]];
            if (node.SquaredDistance(p) >= best)
            {
                continue;
            }

            if (node.Second < 0)
            {
                for (int t = node.Start; t < node.Start + node.Count; t++)
                {
                    best = Math.Min(best, SquaredDistance(p, _corners[3 * t], _corners[(3 * t) + 1], _corners[(3 * t) + 2]));
                }

                continue;
            }

            int first = node.First, second = node.Second;
            bool swap = _nodes[first].SquaredDistance(p) < _nodes[second].SquaredDistance(p);
            stack[depth++] = swap ? second : first; // the nearer one is looked at first
            stack[depth++] = swap ? first : second;
        }

        return MathF.Sqrt(best);
    }

    /// <summary>How often the mesh winds round a point.</summary>
    public float Winding(Vector3 p)
    {
        float sum = 0;
        Span<int> stack = stackalloc int[2 * MaxDepth];
        int depth = 0;
        stack[depth++] = 0;
        while (depth > 0)
        {
            ref readonly Node node = ref _nodes[stack[--depth]];
            Vector3 away = node.Middle - p;
            float squared = away.LengthSquared();
            if (squared > FarFactor * FarFactor * node.SquaredRadius)
            {
                sum += Vector3.Dot(node.Area, away) / (squared * MathF.Sqrt(squared));
            }
            else if (node.Second < 0)
            {
                for (int t = node.Start; t < node.Start + node.Count; t++)
                {
                    sum += SolidAngle(_corners[3 * t] - p, _corners[(3 * t) + 1] - p, _corners[(3 * t) + 2] - p);
                }
            }
            else
            {
                stack[depth++] = node.First;
                stack[depth++] = node.Second;
            }
        }

        return sum / (4 * MathF.PI);
    }

    /// <summary>Squared distance of a point from a triangle (Ericson, "Real-Time Collision Detection", 2005, section 5.1.5).</summary>
    internal static float SquaredDistance(Vector3 p, Vector3 a, Vector3 b, Vector3 c)
    {
        Vector3 ab = b - a, ac = c - a, ap = p - a;
        float d1 = Vector3.Dot(ab, ap), d2 = Vector3.Dot(ac, ap);
        if (d1 <= 0 && d2 <= 0)
        {
            return ap.LengthSquared();
        }

        Vector3 bp = p - b;
        float d3 = Vector3.Dot(ab, bp), d4 = Vector3.Dot(ac, bp);
        if (d3 >= 0 && d4 <= d3)
        {
            return bp.LengthSquared();
        }

        Vector3 cp = p - c;
        float d5 = Vector3.Dot(ab, cp), d6 = Vector3.Dot(ac, cp);
        if (d6 >= 0 && d5 <= d6)
        {
            return cp.LengthSquared();
        }

        float vc = (d1 * d4) - (d3 * d2), vb = (d5 * d2) - (d1 * d6), va = (d3 * d6) - (d5 * d4);
        if (vc <= 0 && d1 >= 0 && d3 <= 0)
        {
            return (ap - (ab * (d1 / (d1 - d3)))).LengthSquared();
        }

        if (vb <= 0 && d2 >= 0 && d6 <= 0)
        {
            return (ap - (ac * (d2 / (d2 - d6)))).LengthSquared();
        }

        if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
        {
            return (bp - ((c - b) * ((d4 - d3) / (d4 - d3 + (d5 - d6))))).LengthSquared();
        }

        float scale = 1f / (va + vb + vc);
        Vector3 inside = ap - (ab * (vb * scale)) - (ac * (vc * scale));
        return float.IsFinite(scale) ? inside.LengthSquared() : ap.LengthSquared();
    }

    // Van Oosterom and Strackee, "The solid angle of a plane triangle", 1983; twice the arc tangent.
    private static float SolidAngle(Vector3 a, Vector3 b, Vector3 c)
    {
        float la = a.Length(), lb = b.Length(), lc = c.Length();
        float top = Vector3.Dot(a, Vector3.Cross(b, c));
        float bottom = (la * lb * lc) + (Vector3.Dot(a, b) * lc) + (Vector3.Dot(b, c) * la) + (Vector3.Dot(c, a) * lb);
        return 2 * MathF.Atan2(top, bottom);
    }

    private static Vector3 Corner(TriangleMesh mesh, int triangle, int corner) => mesh.Positions[mesh.Indices[(3 * triangle) + corner]];

    private static int Build(TriangleMesh mesh, int[] order, Vector3[] middles, int start, int count, int depth, List<Node> nodes)
    {
        int index = nodes.Count;
        nodes.Add(default);
        Vector3 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity), area = Vector3.Zero, center = Vector3.Zero;
        float total = 0;
        for (int i = start; i < start + count; i++)
        {
            Vector3 a = Corner(mesh, order[i], 0), b = Corner(mesh, order[i], 1), c = Corner(mesh, order[i], 2), normal = Vector3.Cross(b - a, c - a) / 2;
            float size = normal.Length();
            low = Vector3.Min(low, Vector3.Min(a, Vector3.Min(b, c)));
            high = Vector3.Max(high, Vector3.Max(a, Vector3.Max(b, c)));
            area += normal;
            center += (a + b + c) / 3 * size;
            total += size;
        }

        Vector3 middle = total > 0 ? center / total : (low + high) / 2;
        float radius = Math.Max((high - middle).LengthSquared(), (low - middle).LengthSquared());
        Vector3 far = Vector3.Max(Vector3.Abs(high - middle), Vector3.Abs(low - middle));
        radius = count > 0 ? Math.Max(radius, far.LengthSquared()) : 0;
        int first = -1, second = -1;
        if (count > LeafTriangles && depth < MaxDepth - 1)
        {
            Vector3 extent = high - low;
            int axis = extent.X >= extent.Y && extent.X >= extent.Z ? 0 : extent.Y >= extent.Z ? 1 : 2;
            Array.Sort(order, start, count, Comparer<int>.Create((a, b) =>
            {
                int byPlace = middles[a][axis].CompareTo(middles[b][axis]);
                return byPlace != 0 ? byPlace : a.CompareTo(b);
            }));
            first = Build(mesh, order, middles, start, count / 2, depth + 1, nodes);
            second = Build(mesh, order, middles, start + (count / 2), count - (count / 2), depth + 1, nodes);
        }

        nodes[index] = new Node(low, high, middle, area, radius, start, count, first, second);
        return index;
    }

    private readonly record struct Node(Vector3 Low, Vector3 High, Vector3 Middle, Vector3 Area, float SquaredRadius, int Start, int Count, int First, int Second)
    {
        public float SquaredDistance(Vector3 p) => Vector3.DistanceSquared(p, Vector3.Clamp(p, Low, High));
    }
}
