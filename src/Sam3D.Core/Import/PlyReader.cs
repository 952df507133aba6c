using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Sam3D.Rendering;

namespace Sam3D.Import;

/// <summary>Reads Stanford PLY, text or binary: positions, normals, 8-bit sRGB colours, polygons.</summary>
internal sealed class PlyReader
{
    private const int MaxHeaderBytes = 1 << 16;
    private const int MaxCorners = 1 << 12;
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["char"] = 1,
        ["int8"] = 1,
        ["uchar"] = 1,
        ["uint8"] = 1,
        ["short"] = 2,
        ["int16"] = 2,
        ["ushort"] = 2,
        ["uint16"] = 2,
        ["int"] = 4,
        ["int32"] = 4,
        ["uint"] = 4,
        ["uint32"] = 4,
        ["float"] = 4,
        ["float32"] = 4,
        ["double"] = 8,
        ["float64"] = 8,
    };

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly List<Element> _elements = [];
    private string _format = "";
    private int _at;

    private PlyReader(string path, byte[] bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    /// <summary>Reads a file into a builder.</summary>
    public static void Read(string path, byte[] bytes, MeshReadOptions options, MeshBuilder builder)
    {
        var reader = new PlyReader(path, bytes);
        reader.ReadHeader(options);
        reader.ReadBody(builder);
    }

    private void ReadHeader(MeshReadOptions options)
    {
        if (NextLine() != "ply")
        {
            throw Error("does not begin with 'ply'");
        }

        while (true)
        {
            string line = NextLine();
            string[] words = TextLines.Words(line);
            switch (words.Length > 0 ? words[0] : "comment")
            {
                case "comment" or "obj_info":
                    break;
                case "format" when words.Length == 3 && words[1] is "ascii" or "binary_little_endian" or "binary_big_endian":
                    _format = words[1];
                    break;
                case "element" when words.Length == 3 && int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out int count):
                    int limit = words[1] == "vertex" ? options.MaxVertices : options.MaxTriangles;
                    if (count > Math.Min(limit, _bytes.Length))
                    {
                        throw Error($"declares {count:N0} of element '{MessageText.OneLine(words[1], 40)}' in {_bytes.Length:N0} bytes, the limit is {limit:N0}");
                    }

                    _elements.Add(new Element(words[1], count, []));
                    break;
                case "property" when _elements.Count > 0 && words.Length == 3 && Sizes.ContainsKey(words[1]):
                    _elements[^1].Properties.Add(new Property(words[2], words[1], null));
                    break;
                case "property" when _elements.Count > 0 && words.Length == 5 && words[1] == "list" && Sizes.ContainsKey(words[2]) && Sizes.ContainsKey(words[3]):
                    _elements[^1].Properties.Add(new Property(words[4], words[3], words[2]));
                    break;
                case "end_header" when _format.Length > 0:
                    return;
                default:
                    throw Error($"has the header line {MessageText.Quote(line)}");
            }
        }
    }

    private void ReadBody(MeshBuilder builder)
    {
        Span<int> corners = stackalloc int[MaxCorners];
        foreach (Element element in _elements)
        {
            if (element.Properties.Count == 0 && element.Count > 0)
            {
                throw Error($"declares {element.Count:N0} of element '{MessageText.OneLine(element.Name, 40)}' without properties");
            }

            var values = new Dictionary<string, double>();
            bool isVertex = element.Name == "vertex";
            for (int i = 0; i < element.Count; i++)
            {
                int count = 0;
                foreach (Property property in element.Properties)
                {
                    if (property.CountType is null)
                    {
                        values[property.Name] = Next(property.Type);
                        continue;
                    }

                    double length = Next(property.CountType);
                    if (!(length >= 0 && length <= MaxCorners))
                    {
                        throw Error($"has a list of {length} values, the limit is {MaxCorners:N0}");
                    }

                    bool isFace = element.Name == "face" && property.Name is "vertex_indices" or "vertex_index";
                    for (int k = 0; k < (int)length; k++)
                    {
                        double value = Next(property.Type);
                        if (isFace)
                        {
                            corners[count++] = value >= 0 && value < builder.VertexCount
                                ? (int)value
                                : throw Error($"has face {i:N0} with vertex {value}, expected 0 to {builder.VertexCount - 1:N0}");
                        }
                    }
                }

                if (isVertex)
                {
                    AddVertex(builder, values);
                }

                for (int k = 2; k < count; k++)
                {
                    builder.AddTriangle(corners[0], corners[k - 1], corners[k], 0);
                }
            }
        }
    }

    private void AddVertex(MeshBuilder builder, Dictionary<string, double> v)
    {
        if (Triple(v, "x", "y", "z") is not { } position)
        {
            throw Error("has vertices without x, y and z");
        }

        Vector3? color = Triple(v, "red", "green", "blue") is { } c
            ? new Vector3(ColorSpace.ToLinear(c.X / 255), ColorSpace.ToLinear(c.Y / 255), ColorSpace.ToLinear(c.Z / 255))
            : null;
        builder.AddVertex(position, Triple(v, "nx", "ny", "nz"), null, color);
    }

    private static Vector3? Triple(Dictionary<string, double> v, string a, string b, string c) =>
        v.TryGetValue(a, out double x) && v.TryGetValue(b, out double y) && v.TryGetValue(c, out double z) ? new Vector3((float)x, (float)y, (float)z) : null;

    private double Next(string type)
    {
        if (_format == "ascii")
        {
            return NextWord();
        }

        int size = Sizes[type];
        if (_bytes.Length - _at < size)
        {
            throw Error("ends early");
        }

        Span<byte> bytes = stackalloc byte[8];
        _bytes.AsSpan(_at, size).CopyTo(bytes);
        _at += size;
        if (_format == "binary_big_endian")
        {
            bytes[..size].Reverse();
        }

        return type switch
        {
            "char" or "int8" => (sbyte)bytes[0],
            "uchar" or "uint8" => bytes[0],
            "short" or "int16" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "ushort" or "uint16" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            "int" or "int32" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "uint" or "uint32" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "float" or "float32" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }

    private double NextWord()
    {
        while (_at < _bytes.Length && _bytes[_at] <= ' ')
        {
            _at++;
        }

        int start = _at;
        while (_at < _bytes.Length && _bytes[_at] > ' ' && _at - start < 64)
        {
            _at++;
        }

        return double.TryParse(_bytes.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Error($"has {MessageText.Quote(Encoding.ASCII.GetString(_bytes, start, _at - start))} where a number is expected");
    }

    private string NextLine()
    {
        int start = _at;
        while (_at < _bytes.Length && _bytes[_at] != '\n')
        {
            _at++;
        }

        if (_at >= _bytes.Length || _at > MaxHeaderBytes)
        {
            throw Error("has a header that does not end");
        }

        return Encoding.ASCII.GetString(_bytes, start, _at++ - start).TrimEnd('\r');
    }

    private MeshFileException Error(string problem) => MeshBuilder.Error(_path, $"{problem}, a PLY mesh is expected; export it again");

    private sealed record Element(string Name, int Count, List<Property> Properties);

    private sealed record Property(string Name, string Type, string? CountType);
}
