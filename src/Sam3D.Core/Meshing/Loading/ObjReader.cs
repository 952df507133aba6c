using System.Buffers.Text;
using System.Numerics;
using System.Text;
using Sam3D.Rendering;

namespace Sam3D.Meshing;

/// <summary>Reads Wavefront OBJ: v (with or without colours), vt, f, usemtl, mtllib; and of MTL newmtl, Kd, map_Kd. Everything else is passed over.</summary>
internal static class ObjReader
{
    public static void Read(byte[] bytes, MeshBuilder builder)
    {
        var state = new State(builder);
        var lines = new TextLines(bytes);
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> word = TextLines.Word(ref line);
            if (word.SequenceEqual("v"u8))
            {
                state.AddPosition(line);
            }
            else if (word.SequenceEqual("vt"u8))
            {
                state.AddTexCoord(line);
            }
            else if (word.SequenceEqual("f"u8))
            {
                state.AddFace(line);
            }
            else if (word.SequenceEqual("usemtl"u8))
            {
                state.UseMaterial(Text(line));
            }
            else if (word.SequenceEqual("mtllib"u8))
            {
                state.ReadMaterials(Text(line));
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[..Math.Min(line.Length, 1024)]).Trim();

    private sealed class State(MeshBuilder builder)
    {
        private const int MostCorners = 1 << 16;

        private readonly List<Vector3> _positions = [];
        private readonly List<Vector3> _colors = [];
        private readonly List<Vector2> _texCoords = [];
        private readonly Dictionary<(int Position, int TexCoord, int Material), int> _vertices = [];
        private readonly Dictionary<string, int> _materials = new(StringComparer.Ordinal);
        private readonly List<int> _corners = [];
        private int _material = -1;

        public void AddPosition(ReadOnlySpan<byte> line)
        {
            if (!TextLines.Number(ref line, out float x) || !TextLines.Number(ref line, out float y) || !TextLines.Number(ref line, out float z))
            {
                throw builder.Error($"has no three numbers in vertex {_positions.Count + 1}");
            }

            builder.RequireRoom(_positions.Count + 1 - builder.VertexCount, 0);
            _positions.Add(new Vector3(x, y, z));
            if (TextLines.Number(ref line, out float r) && TextLines.Number(ref line, out float g) && TextLines.Number(ref line, out float b))
            {
                while (_colors.Count < _positions.Count - 1)
                {
                    _colors.Add(Vector3.One);
                }

                _colors.Add(new Vector3(ColorSpace.ToLinear(r), ColorSpace.ToLinear(g), ColorSpace.ToLinear(b)));
            }
        }

        public void AddTexCoord(ReadOnlySpan<byte> line)
        {
            if (!TextLines.Number(ref line, out float u))
            {
                throw builder.Error($"has no number in texture coordinate {_texCoords.Count + 1}");
            }

            builder.RequireRoom(_texCoords.Count + 1 - builder.VertexCount, 0);
            TextLines.Number(ref line, out float v);
            _texCoords.Add(new Vector2(u, 1 - v)); // from the lower left corner to the upper left one
        }

        public void AddFace(ReadOnlySpan<byte> line)
        {
            _corners.Clear();
            while (!line.IsEmpty && line[0] != '#')
            {
                if (_corners.Count == MostCorners)
                {
                    throw builder.Error($"has a face of more than {MostCorners} corners");
                }

                _corners.Add(Corner(TextLines.Word(ref line)));
            }

            for (int i = 2; i < _corners.Count; i++)
            {
                builder.AddTriangle(_corners[0], _corners[i - 1], _corners[i], Math.Max(_material, 0));
            }
        }

        public void UseMaterial(string name)
        {
            if (!_materials.TryGetValue(name, out _material))
            {
                _material = _materials[name] = builder.AddMaterial(new LoadedMaterial(new Vector3(0.6f)));
            }
        }

        // A library that is missing or named outside of the folder leaves grey materials.
        public void ReadMaterials(string name)
        {
            if (builder.Beside(name) is not { } path)
            {
                return;
            }

            string? current = null;
            var color = new Vector3(0.6f);
            RgbImage? texture = null;
            var lines = new TextLines(MeshFile.ReadBounded(path, builder.Options.MaxBytes));
            while (lines.Next(out ReadOnlySpan<byte> line))
            {
                ReadOnlySpan<byte> word = TextLines.Word(ref line);
                if (word.SequenceEqual("newmtl"u8))
                {
                    Finish();
                    (current, color, texture) = (Text(line), new Vector3(0.6f), null);
                }
                else if (word.SequenceEqual("Kd"u8)
                    && TextLines.Number(ref line, out float r) && TextLines.Number(ref line, out float g) && TextLines.Number(ref line, out float b))
                {
                    color = new Vector3(ColorSpace.ToLinear(r), ColorSpace.ToLinear(g), ColorSpace.ToLinear(b));
                }
                else if (word.SequenceEqual("map_Kd"u8) && builder.Beside(PictureName(Text(line))) is { } picture)
                {
                    texture = builder.Texture(picture, options => RgbImage.Load(picture, options));
                }
            }

            Finish();

            // Where there is a picture, Kd is often black or grey and other programs leave it out.
            void Finish()
            {
                if (current is not null && !_materials.ContainsKey(current))
                {
                    _materials.Add(current, builder.AddMaterial(new LoadedMaterial(texture is null ? color : Vector3.One, texture)));
                }
            }
        }

        // Options such as "-s 1 1 1" stand before the name.
        private static string PictureName(string text) => text.StartsWith('-') ? text[(text.LastIndexOf(' ') + 1)..] : text;

        private int Corner(ReadOnlySpan<byte> word)
        {
            int slash = word.IndexOf((byte)'/');
            int position = Index(slash < 0 ? word : word[..slash], _positions.Count, "vertices");
            int texCoord = -1;
            if (slash >= 0)
            {
                ReadOnlySpan<byte> rest = word[(slash + 1)..];
                int second = rest.IndexOf((byte)'/');
                rest = second < 0 ? rest : rest[..second];
                texCoord = rest.IsEmpty ? -1 : Index(rest, _texCoords.Count, "texture coordinates");
            }

            var key = (position, texCoord, Math.Max(_material, 0));
            if (!_vertices.TryGetValue(key, out int vertex))
            {
                vertex = builder.AddVertex(
                    _positions[position], texCoord < 0 ? default : _texCoords[texCoord], position < _colors.Count ? _colors[position] : _colors.Count > 0 ? Vector3.One : null);
                _vertices.Add(key, vertex);
            }

            return vertex;
        }

        private int Index(ReadOnlySpan<byte> word, int count, string what)
        {
            if (!Utf8Parser.TryParse(word, out int number, out int used) || used != word.Length || number == 0
                || number > count || number < -count)
            {
                throw builder.Error($"has a face that names {MessageText.Quote(Text(word))} of {count} {what}");
            }

            return number > 0 ? number - 1 : count + number;
        }
    }
}
