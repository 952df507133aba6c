using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;

namespace Sam3D.Meshing;

/// <summary>
/// Reads binary glTF 2.0: triangles of the scene's nodes with positions, texture coordinates, colours, and base colours and pictures of materials. Files beside it are not read. There is no recursion.
/// </summary>
internal static class GlbReader
{
    private const uint Magic = 0x46546C67, JsonChunk = 0x4E4F534A, BinaryChunk = 0x004E4942; // "glTF", "JSON", "BIN"
    private const int MaxJsonBytes = 64 << 20;

    public static void Read(byte[] bytes, MeshBuilder builder)
    {
        (ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> binary) = Chunks(bytes, builder);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            new Scene(document.RootElement, new GlbAccessors(document.RootElement, binary, builder), builder).Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw builder.Error($"is no valid glTF ({MessageText.OneLine(e.Message, 120).TrimEnd('.')})", e);
        }
    }

    private static (ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Binary) Chunks(byte[] bytes, MeshBuilder builder)
    {
        if (bytes.Length < 20 || Field(bytes, 0) != Magic || Field(bytes, 4) != 2)
        {
            throw builder.Error("is no binary glTF of version 2");
        }

        uint jsonLength = Field(bytes, 12);
        if (Field(bytes, 16) != JsonChunk || jsonLength > Math.Min(MaxJsonBytes, bytes.Length - 20))
        {
            throw builder.Error($"does not begin with a JSON chunk that fits in the file and into {MaxJsonBytes} bytes");
        }

        int next = 20 + (int)jsonLength;
        ReadOnlyMemory<byte> json = bytes.AsMemory(20, (int)jsonLength);
        if (bytes.Length - next < 8 || Field(bytes, next + 4) != BinaryChunk)
        {
            return (json, default);
        }

        uint length = Field(bytes, next);
        return length <= bytes.Length - next - 8
            ? (json, bytes.AsMemory(next + 8, (int)length))
            : throw builder.Error("has a binary chunk that is longer than the file");
    }

    private static uint Field(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));

    private sealed class Scene(JsonElement root, GlbAccessors accessors, MeshBuilder builder)
    {
        private const int MaxNodes = 100_000;
        private readonly Dictionary<int, int> _materials = [];

        public void Read()
        {
            JsonElement nodes = root.GetProperty("nodes");
            JsonElement scenes = root.GetProperty("scenes");
            int scene = root.TryGetProperty("scene", out JsonElement number) ? number.GetInt32() : 0;
            var open = new Stack<(int Node, Matrix4x4 World)>();
            foreach (JsonElement node in Items(scenes[scene], "nodes"))
            {
                open.Push((node.GetInt32(), Matrix4x4.Identity));
            }

            int visited = 0;
            while (open.TryPop(out (int Node, Matrix4x4 World) at))
            {
                // A graph that leads in circles, or spreads beyond reason, ends here.
                if (++visited > MaxNodes)
                {
                    throw builder.Error($"visits more than {MaxNodes:N0} nodes");
                }

                JsonElement node = nodes[at.Node];
                Matrix4x4 world = Local(node) * at.World;
                if (node.TryGetProperty("mesh", out JsonElement mesh))
                {
                    foreach (JsonElement primitive in Items(root.GetProperty("meshes")[mesh.GetInt32()], "primitives"))
                    {
                        AddPrimitive(primitive, world);
                    }
                }

                foreach (JsonElement child in Items(node, "children"))
                {
                    open.Push((child.GetInt32(), world));
                }
            }
        }

        private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
            element.TryGetProperty(name, out JsonElement list) ? list.EnumerateArray() : [];

        private static Matrix4x4 Local(JsonElement node)
        {
            if (node.TryGetProperty("matrix", out JsonElement matrix))
            {
                // Columns of a matrix for column vectors are rows of one for row vectors.
                Matrix4x4 m = default;
                for (int i = 0; i < 16; i++)
                {
                    m[i / 4, i % 4] = matrix[i].GetSingle();
                }

                return m;
            }

            Vector3 scale = Vector(node, "scale", Vector3.One), translation = Vector(node, "translation", Vector3.Zero);
            Quaternion rotation = node.TryGetProperty("rotation", out JsonElement r)
                ? new Quaternion(r[0].GetSingle(), r[1].GetSingle(), r[2].GetSingle(), r[3].GetSingle())
                : Quaternion.Identity;
            return Matrix4x4.CreateScale(scale) * Matrix4x4.CreateFromQuaternion(rotation) * Matrix4x4.CreateTranslation(translation);
        }

        private static Vector3 Vector(JsonElement element, string name, Vector3 fallback) => element.TryGetProperty(name, out JsonElement v)
            ? new Vector3(v[0].GetSingle(), v[1].GetSingle(), v[2].GetSingle())
            : fallback;

        private void AddPrimitive(JsonElement primitive, Matrix4x4 world)
        {
            const int triangles = 4;
            if (primitive.TryGetProperty("mode", out JsonElement mode) && mode.GetInt32() != triangles)
            {
                return;
            }

            JsonElement attributes = primitive.GetProperty("attributes");
            GlbAccessor positions = accessors.Open(attributes.GetProperty("POSITION").GetInt32(), 3);
            GlbAccessor? texCoords = Optional(attributes, "TEXCOORD_0", 2), colors = Optional(attributes, "COLOR_0", 3);
            int material = primitive.TryGetProperty("material", out JsonElement number) ? MaterialOf(number.GetInt32()) : MaterialOf(-1);
            builder.RequireRoom(positions.Count, 0);
            int first = builder.VertexCount;
            for (int v = 0; v < positions.Count; v++)
            {
                Vector2 uv = texCoords is null ? default : new Vector2(texCoords.Number(v, 0), texCoords.Number(v, 1));
                Vector3? color = colors is null ? null : new Vector3(colors.Number(v, 0), colors.Number(v, 1), colors.Number(v, 2));
                var position = new Vector3(positions.Number(v, 0), positions.Number(v, 1), positions.Number(v, 2));
                builder.AddVertex(Vector3.Transform(position, world), uv, color);
            }

            GlbAccessor? indices = primitive.TryGetProperty("indices", out JsonElement i) ? accessors.Open(i.GetInt32(), 1) : null;
            int corners = indices?.Count ?? positions.Count;
            builder.RequireRoom(0, corners / 3);
            bool mirrors = world.GetDeterminant() < 0;
            for (int t = 0; t + 2 < corners; t += 3)
            {
                int a = Corner(t), b = Corner(t + 1), c = Corner(t + 2);
                builder.AddTriangle(a, mirrors ? c : b, mirrors ? b : c, material);
            }

            int Corner(int at)
            {
                uint index = indices?.Index(at) ?? (uint)at;
                return index < (uint)positions.Count
                    ? first + (int)index
                    : throw builder.Error($"has a triangle that names vertex {index} of {positions.Count}");
            }

            GlbAccessor? Optional(JsonElement from, string name, int components)
            {
                GlbAccessor? found = from.TryGetProperty(name, out JsonElement accessor) ? accessors.Open(accessor.GetInt32(), components) : null;
                return found is null || found.Count == positions.Count
                    ? found
                    : throw builder.Error($"has {found.Count} values of {name} for {positions.Count} vertices");
            }
        }

        private int MaterialOf(int number)
        {
            if (_materials.TryGetValue(number, out int known))
            {
                return known;
            }

            Vector3 color = Vector3.One;
            RgbImage? texture = null;
            if (number >= 0 && root.GetProperty("materials")[number].TryGetProperty("pbrMetallicRoughness", out JsonElement pbr))
            {
                color = Vector3.Clamp(Vector(pbr, "baseColorFactor", Vector3.One), Vector3.Zero, Vector3.One);
                texture = pbr.TryGetProperty("baseColorTexture", out JsonElement reference) ? Picture(reference.GetProperty("index").GetInt32()) : null;
            }

            return _materials[number] = builder.AddMaterial(new LoadedMaterial(color, texture));
        }

        private RgbImage? Picture(int texture)
        {
            if (!root.GetProperty("textures")[texture].TryGetProperty("source", out JsonElement source)
                || !root.GetProperty("images")[source.GetInt32()].TryGetProperty("bufferView", out JsonElement view))
            {
                return null;
            }

            ReadOnlyMemory<byte> bytes = accessors.View(view.GetInt32());
            return builder.Texture($"view {view.GetInt32()}", options => RgbImage.Load(new MemoryStream(bytes.ToArray()), options));
        }
    }
}
