using System.Globalization;
using System.Numerics;

namespace Sam3D.Import;

/// <summary>Reads Wavefront OBJ: v (with colours), vt, vn, polygons, usemtl, mtllib. Other statements are skipped.</summary>
internal static class ObjReader
{
    /// <summary>Reads a file into a builder.</summary>
    public static void Read(string path, byte[] bytes, MeshReadOptions options, MeshBuilder builder)
    {
        List<Vector3> positions = [], normals = [];
        List<Vector3?> colors = [];
        List<Vector2> texCoords = [];
        var corners = new Dictionary<(int V, int T, int N), int>();
        var materials = new MaterialLibrary(path, options, builder);
        int material = -1;
        foreach ((int number, string line) in TextLines.Of(path, bytes, options))
        {
            string[] words = TextLines.Words(line);
            switch (words[0])
            {
                case "v":
                    positions.Add(Vector(3));
                    colors.Add(words.Length >= 7 ? LinearColor(new Vector3(Value(4), Value(5), Value(6))) : null);
                    break;
                case "vt":
                    texCoords.Add(new Vector2(Value(1), 1 - (words.Length > 2 ? Value(2) : 0)));
                    break;
                case "vn":
                    normals.Add(Vector(3));
                    break;
                case "usemtl":
                    material = materials.Use(line.Length > 6 ? line[6..].Trim() : "");
                    break;
                case "mtllib":
                    materials.Load(line[6..].Trim());
                    break;
                case "f":
                    Face();
                    break;
            }

            if (Math.Max(positions.Count, Math.Max(texCoords.Count, normals.Count)) > options.MaxVertices)
            {
                throw MeshBuilder.Error(path, $"has more than {options.MaxVertices:N0} vertices; simplify it or raise MeshReadOptions.MaxVertices");
            }

            float Value(int i) => i < words.Length
                ? TextLines.Number(path, number, words[i])
                : throw MeshBuilder.Error(path, $"line {number:N0} has {words.Length - 1} numbers, expected {i} or more; export it again");

            Vector3 Vector(int _) => new(Value(1), Value(2), Value(3));

            void Face()
            {
                if (material < 0)
                {
                    material = materials.Use("");
                }

                Span<int> polygon = words.Length <= 64 ? stackalloc int[words.Length - 1] : new int[words.Length - 1];
                for (int i = 0; i < polygon.Length; i++)
                {
                    polygon[i] = Corner(words[i + 1]);
                }

                for (int i = 2; i < polygon.Length; i++)
                {
                    builder.AddTriangle(polygon[0], polygon[i - 1], polygon[i], material);
                }
            }

            int Corner(string word)
            {
                string[] parts = word.Split('/');
                int v = Index(parts[0], positions.Count), t = parts.Length > 1 && parts[1].Length > 0 ? Index(parts[1], texCoords.Count) : -1;
                int n = parts.Length > 2 && parts[2].Length > 0 ? Index(parts[2], normals.Count) : -1;
                if (!corners.TryGetValue((v, t, n), out int vertex))
                {
                    vertex = builder.AddVertex(positions[v], n < 0 ? null : normals[n], t < 0 ? null : texCoords[t], colors[v]);
                    corners.Add((v, t, n), vertex);
                }

                return vertex;
            }

            // From 1 on, or backwards from the last one.
            int Index(string word, int count) =>
                int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index) && index != 0 && Math.Abs((long)index) <= count
                    ? index > 0 ? index - 1 : count + index
                    : throw MeshBuilder.Error(path, $"line {number:N0} has the index {MessageText.Quote(word)}, expected 1 to {count:N0}; export it again");
        }
    }

    private static Vector3 LinearColor(Vector3 srgb) =>
        new(Rendering.ColorSpace.ToLinear(srgb.X), Rendering.ColorSpace.ToLinear(srgb.Y), Rendering.ColorSpace.ToLinear(srgb.Z));
}
