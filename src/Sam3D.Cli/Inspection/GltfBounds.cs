using System.Numerics;

namespace Sam3D.Cli.Inspection;

/// <summary>The box around a glTF scene, from the boxes that its accessors state, moved by the nodes.</summary>
internal static class GltfBounds
{
    private const long MaxCount = uint.MaxValue; // indices have at most 32 bits

    /// <summary>The box around everything that the scene shows, y up; <see langword="null"/> where it shows nothing.</summary>
    /// <remarks>Exact for objects that are not turned; else the box around their turned boxes, which may be larger.</remarks>
    /// <exception cref="InputException">An index points nowhere, or nodes are no tree.</exception>
    public static (Vector3 Min, Vector3 Max)? Of(GltfDocument document, string path)
    {
        if (document.Scenes is not { Count: > 0 } scenes)
        {
            return null;
        }

        var min = new Vector3(float.PositiveInfinity);
        var max = new Vector3(float.NegativeInfinity);
        var visited = new HashSet<int>();
        var open = new Stack<(int Node, Matrix4x4 Parent)>();
        foreach (int root in At(scenes, document.Scene ?? 0, "scene", path).Nodes ?? [])
        {
            open.Push((root, Matrix4x4.Identity));
        }

        while (open.TryPop(out (int Node, Matrix4x4 Parent) item))
        {
            GltfNode node = At(document.Nodes, item.Node, "node", path);
            if (!visited.Add(item.Node))
            {
                throw Damaged(path, $"node {item.Node} has several parents");
            }

            Matrix4x4 world = Local(node, path) * item.Parent;
            foreach (int child in node.Children ?? [])
            {
                open.Push((child, world));
            }

            if (node.Mesh is { } mesh)
            {
                foreach (Vector3 corner in Corners(document, At(document.Meshes, mesh, "mesh", path), path))
                {
                    Vector3 moved = Vector3.Transform(corner, world);
                    min = Vector3.Min(min, moved);
                    max = Vector3.Max(max, moved);
                }
            }
        }

        // Comparing so refuses NaN too, which JSON numbers can lead to by overflow.
        return min.X <= max.X && IsFinite(min) && IsFinite(max) ? (min, max) : null;
    }

    /// <summary>An accessor by its index.</summary>
    /// <exception cref="InputException">There is none, or it has an impossible count.</exception>
    public static GltfAccessor Accessor(GltfDocument document, int index, string path)
    {
        GltfAccessor accessor = At(document.Accessors, index, "accessor", path);
        return accessor.Count is >= 0 and <= MaxCount
            ? accessor
            : throw Damaged(path, $"accessor {index} has {accessor.Count} elements");
    }

    private static IEnumerable<Vector3> Corners(GltfDocument document, GltfMesh mesh, string path)
    {
        foreach (GltfPrimitive? primitive in mesh.Primitives ?? [])
        {
            if (primitive?.Attributes is not { } attributes || !attributes.TryGetValue("POSITION", out int index))
            {
                continue;
            }

            GltfAccessor accessor = Accessor(document, index, path);
            if (accessor is not { Min: [var x0, var y0, var z0], Max: [var x1, var y1, var z1] })
            {
                throw Damaged(path, $"accessor {index} holds positions but does not state their bounds");
            }

            for (int i = 0; i < 8; i++)
            {
                yield return new Vector3((i & 1) == 0 ? x0 : x1, (i & 2) == 0 ? y0 : y1, (i & 4) == 0 ? z0 : z1);
            }
        }
    }

    private static Matrix4x4 Local(GltfNode node, string path)
    {
        if (node.Matrix is { } m)
        {
            // glTF stores columns for column vectors, which are the rows for row vectors.
            return m.Count == 16
                ? new Matrix4x4(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8], m[9], m[10], m[11], m[12], m[13], m[14], m[15])
                : throw Damaged(path, $"a node's matrix has {m.Count} numbers instead of 16");
        }

        Vector3 scale = node.Scale is null ? Vector3.One : Triple(node.Scale, path);
        Vector3 translation = node.Translation is null ? Vector3.Zero : Triple(node.Translation, path);
        Quaternion rotation = node.Rotation switch
        {
            null => Quaternion.Identity,
            [var x, var y, var z, var w] => new Quaternion(x, y, z, w),
            _ => throw Damaged(path, $"a node's rotation has {node.Rotation.Count} numbers instead of 4"),
        };
        return Matrix4x4.CreateScale(scale) * Matrix4x4.CreateFromQuaternion(rotation) * Matrix4x4.CreateTranslation(translation);
    }

    private static Vector3 Triple(IReadOnlyList<float> values, string path) => values is [var x, var y, var z]
        ? new Vector3(x, y, z)
        : throw Damaged(path, $"a node's translation or scale has {values.Count} numbers instead of 3");

    private static T At<T>(IReadOnlyList<T>? list, int index, string what, string path)
        where T : class =>
        list is not null && (uint)index < (uint)list.Count && list[index] is { } item
            ? item
            : throw Damaged(path, $"{what} {index} is asked for but is not there");

    private static bool IsFinite(Vector3 v) => float.IsFinite(v.X) && float.IsFinite(v.Y) && float.IsFinite(v.Z);

    private static InputException Damaged(string path, string problem) => new($"{path} is no valid glTF: {problem}; export it again.");
}
