using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Sam3D.Rendering;

namespace Sam3D.Meshing;

/// <summary>Reads PLY meshes, ASCII and binary of both byte orders: x, y, z, red, green, blue of vertices, and the lists of faces.</summary>
internal static class PlyReader
{
    private const int MaxHeaderLines = 512;

    private enum Form
    {
        Ascii,
        LittleEndian,
        BigEndian,
    }

    public static void Read(byte[] bytes, MeshBuilder builder)
    {
        (Form form, List<Element> elements, int bodyStart) = ReadHeader(bytes, builder);
        var body = new Body(bytes, bodyStart, form, builder);
        foreach (Element element in elements)
        {
            // Each line or record has at least a byte, so a count above the file's size is a lie.
            if (element.Count > bytes.Length || element.Properties.Count == 0)
            {
                throw builder.Error($"says it has {element.Count} of '{MessageText.OneLine(element.Name, 40)}', more than fit in the file");
            }

            for (long i = 0; i < element.Count; i++)
            {
                body.ReadRecord(element);
            }
        }
    }

    private static (Form Form, List<Element> Elements, int BodyStart) ReadHeader(byte[] bytes, MeshBuilder builder)
    {
        var lines = new TextLines(bytes);
        if (!lines.Next(out ReadOnlySpan<byte> line) || !line.SequenceEqual("ply"u8))
        {
            throw builder.Error("does not begin with 'ply'");
        }

        Form? form = null;
        var elements = new List<Element>();
        for (int count = 0; count < MaxHeaderLines && lines.Next(out line); count++)
        {
            string[] words = Encoding.ASCII.GetString(line[..Math.Min(line.Length, 512)]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["end_header"]:
                    return (form ?? throw builder.Error("states no format"), elements, bytes.Length - lines.Rest.Length);
                case ["format", "ascii", _]:
                    form = Form.Ascii;
                    break;
                case ["format", "binary_little_endian", _]:
                    form = Form.LittleEndian;
                    break;
                case ["format", "binary_big_endian", _]:
                    form = Form.BigEndian;
                    break;
                case ["element", string name, string number] when long.TryParse(number, out long n) && n >= 0:
                    elements.Add(new Element(name, n, []));
                    break;
                case ["property", "list", string lengthType, string itemType, string name] when elements.Count > 0:
                    elements[^1].Properties.Add(new Property(name, Size(itemType, builder), Size(lengthType, builder)));
                    break;
                case ["property", string type, string name] when elements.Count > 0:
                    elements[^1].Properties.Add(new Property(name, Size(type, builder), null));
                    break;
                case [] or ["comment", ..] or ["obj_info", ..]:
                    break;
                default:
                    throw builder.Error($"has the header line {MessageText.Quote(string.Join(' ', words))}, which is not PLY");
            }
        }

        throw builder.Error($"has no 'end_header' within {MaxHeaderLines} lines");
    }

    private static Kind Size(string type, MeshBuilder builder) => type switch
    {
        "char" or "int8" => Kind.Int8,
        "uchar" or "uint8" => Kind.UInt8,
        "short" or "int16" => Kind.Int16,
        "ushort" or "uint16" => Kind.UInt16,
        "int" or "int32" => Kind.Int32,
        "uint" or "uint32" => Kind.UInt32,
        "float" or "float32" => Kind.Float,
        "double" or "float64" => Kind.Double,
        _ => throw builder.Error($"has a property of the type {MessageText.Quote(type)}, which PLY does not have"),
    };

    private enum Kind
    {
        Int8,
        UInt8,
        Int16,
        UInt16,
        Int32,
        UInt32,
        Float,
        Double,
    }

    private sealed record Element(string Name, long Count, List<Property> Properties);

    private sealed record Property(string Name, Kind Item, Kind? Length);

    private sealed class Body(byte[] bytes, int start, Form form, MeshBuilder builder)
    {
        private readonly List<int> _polygon = [];
        private int _at = start;

        public void ReadRecord(Element element)
        {
            bool isVertex = element.Name == "vertex", isFace = element.Name == "face";
            Vector3 position = default, color = default;
            int colors = 0;
            foreach (Property property in element.Properties)
            {
                if (property.Length is { } lengthKind)
                {
                    ReadList(property, lengthKind, isFace && property.Name is "vertex_indices" or "vertex_index");
                    continue;
                }

                double value = Number(property.Item);
                if (!isVertex)
                {
                    continue;
                }

                int axis = property.Name switch { "x" => 0, "y" => 1, "z" => 2, _ => -1 };
                int channel = property.Name switch { "red" or "r" => 0, "green" or "g" => 1, "blue" or "b" => 2, _ => -1 };
                if (axis >= 0)
                {
                    position[axis] = (float)value;
                }
                else if (channel >= 0)
                {
                    float scale = property.Item switch { Kind.UInt8 => 255, Kind.UInt16 => 65535, _ => 1 };
                    color[channel] = ColorSpace.ToLinear((float)value / scale);
                    colors++;
                }
            }

            if (isVertex)
            {
                builder.AddVertex(position, default, colors == 3 ? color : null);
            }
        }

        private void ReadList(Property property, Kind lengthKind, bool isPolygon)
        {
            double length = Number(lengthKind);
            if (!(length >= 0) || length > bytes.Length - _at)
            {
                throw builder.Error($"has a list of {length} numbers, more than fit in the file");
            }

            _polygon.Clear();
            for (int i = 0; i < (int)length; i++)
            {
                double value = Number(property.Item);
                if (isPolygon)
                {
                    if (!(value >= 0) || value >= builder.VertexCount)
                    {
                        throw builder.Error($"has a face that names vertex {value} of {builder.VertexCount}");
                    }

                    _polygon.Add((int)value);
                }
            }

            for (int i = 2; i < _polygon.Count; i++)
            {
                builder.AddTriangle(_polygon[0], _polygon[i - 1], _polygon[i], 0);
            }
        }

        private double Number(Kind kind)
        {
            if (form == Form.Ascii)
            {
                return AsciiNumber();
            }

            int size = kind switch { Kind.Int8 or Kind.UInt8 => 1, Kind.Int16 or Kind.UInt16 => 2, Kind.Double => 8, _ => 4 };
            if (size > bytes.Length - _at)
            {
                throw builder.Error("ends too early");
            }

            ReadOnlySpan<byte> s = bytes.AsSpan(_at, size);
            _at += size;
            bool little = form == Form.LittleEndian;
            return kind switch
            {
                Kind.Int8 => (sbyte)s[0],
                Kind.UInt8 => s[0],
                Kind.Int16 => little ? BinaryPrimitives.ReadInt16LittleEndian(s) : BinaryPrimitives.ReadInt16BigEndian(s),
                Kind.UInt16 => little ? BinaryPrimitives.ReadUInt16LittleEndian(s) : BinaryPrimitives.ReadUInt16BigEndian(s),
                Kind.Int32 => little ? BinaryPrimitives.ReadInt32LittleEndian(s) : BinaryPrimitives.ReadInt32BigEndian(s),
                Kind.UInt32 => little ? BinaryPrimitives.ReadUInt32LittleEndian(s) : BinaryPrimitives.ReadUInt32BigEndian(s),
                Kind.Float => little ? BinaryPrimitives.ReadSingleLittleEndian(s) : BinaryPrimitives.ReadSingleBigEndian(s),
                _ => little ? BinaryPrimitives.ReadDoubleLittleEndian(s) : BinaryPrimitives.ReadDoubleBigEndian(s),
            };
        }

        private double AsciiNumber()
        {
            while (_at < bytes.Length && bytes[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                _at++;
            }

            int from = _at;
            while (_at < bytes.Length && bytes[_at] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                _at++;
            }

            ReadOnlySpan<byte> word = bytes.AsSpan(from, _at - from);
            return word.Length is > 0 and < 64
                && double.TryParse(word, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double value)
                ? value
                : throw builder.Error($"has {MessageText.Quote(Encoding.ASCII.GetString(word[..Math.Min(word.Length, 40)]))} where a number is expected");
        }
    }
}
