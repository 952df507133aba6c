using System.Globalization;
using System.Text;

namespace Sam3D.Gaussians;

/// <summary>What the header of a PLY file of Gaussians says; reads at most <see cref="MaxLines"/> lines of <see cref="MaxLineLength"/> bytes.</summary>
internal sealed class GaussianPlyHeader
{
    private const int MaxLines = 1000;
    private const int MaxLineLength = 1000;

    private static readonly Dictionary<string, int> TypeSizes = new(StringComparer.Ordinal)
    {
        ["char"] = 1,
        ["uchar"] = 1,
        ["int8"] = 1,
        ["uint8"] = 1,
        ["short"] = 2,
        ["ushort"] = 2,
        ["int16"] = 2,
        ["uint16"] = 2,
        ["int"] = 4,
        ["uint"] = 4,
        ["int32"] = 4,
        ["uint32"] = 4,
        ["float"] = 4,
        ["float32"] = 4,
        ["double"] = 8,
        ["float64"] = 8,
    };

    private readonly string _name;
    private readonly int[] _offsets = [.. GaussianPly.Properties.Select(_ => -1)];

    private GaussianPlyHeader(string name) => _name = name;

    /// <summary>Number of Gaussians.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of a Gaussian.</summary>
    public int RowBytes { get; private set; }

    /// <summary>Where each of <see cref="GaussianPly.Properties"/> begins in a row; −1 for normals that are not there.</summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>Reads up to and with <c>end_header</c>.</summary>
    /// <exception cref="GaussianFileException">This is no header of Gaussians, or it promises too many.</exception>
    public static GaussianPlyHeader Read(Stream stream, string name, GaussianPlyReadOptions options)
    {
        options.Validate();
        var header = new GaussianPlyHeader(name);
        string first = header.ReadLine(stream);
        if (first != "ply")
        {
            throw header.Refuse($"it begins with {MessageText.Quote(first)}, expected 'ply'; give a PLY file of Gaussians");
        }

        string format = header.ReadLine(stream);
        if (format != "format binary_little_endian 1.0")
        {
            throw header.Refuse($"its second line is {MessageText.Quote(format)}, expected 'format binary_little_endian 1.0'; convert it to that form");
        }

        header.ReadElements(stream, options);
        for (int p = 0; p < header._offsets.Length; p++)
        {
            if (header._offsets[p] < 0 && !GaussianPly.Properties[p].StartsWith('n'))
            {
                throw header.Refuse($"its vertices have no property '{GaussianPly.Properties[p]}'; give a PLY file of Gaussians, not of a mesh or of points");
            }
        }

        return header;
    }

    private void ReadElements(Stream stream, GaussianPlyReadOptions options)
    {
        bool hasVertices = false, inVertices = false;
        for (int lines = 2; lines < MaxLines; lines++)
        {
            string line = ReadLine(stream);
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["end_header"] when hasVertices:
                    return;
                case [] or ["comment" or "obj_info", ..]:
                    break;
                case ["element", "vertex", string count] when !hasVertices:
                    Count = ParseCount(count, options.MaxGaussians);
                    hasVertices = inVertices = true;
                    break;
                case ["element", _, _] when hasVertices:
                    inVertices = false; // lies behind the Gaussians and is not read
                    break;
                case ["property", "list", ..] when !inVertices && hasVertices:
                    break;
                case ["property", string type, string property] when hasVertices && TypeSizes.TryGetValue(type, out int size):
                    if (inVertices)
                    {
                        AddProperty(type, property, size);
                    }

                    break;
                default:
                    throw Refuse($"header line {MessageText.Quote(line)} is not understood; the first element must be 'vertex' with properties of one number each");
            }
        }

        throw Refuse($"its header has more than {MaxLines} lines; give a PLY file of Gaussians");
    }

    private void AddProperty(string type, string property, int size)
    {
        int index = Array.IndexOf(GaussianPly.Properties, property);
        if (index >= 0)
        {
            if (type is not ("float" or "float32"))
            {
                throw Refuse($"property {MessageText.Quote(property)} is of type '{type}', expected 'float'; convert the file");
            }

            if (_offsets[index] >= 0)
            {
                throw Refuse($"property {MessageText.Quote(property)} stands twice; remove one");
            }

            _offsets[index] = RowBytes;
        }

        RowBytes += size;
    }

    private int ParseCount(string text, int max)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            throw Refuse($"the number of vertices is {MessageText.Quote(text)}, expected a number; the file is damaged");
        }

        return count <= max
            ? (int)count
            : throw Refuse($"it promises {count} Gaussians, the limit is {max}; raise {nameof(GaussianPlyReadOptions)}.{nameof(GaussianPlyReadOptions.MaxGaussians)} if that is right");
    }

    private string ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0)
            {
                throw Refuse("it ends within its header; the file is cut off, fetch it again");
            }

            if (line.Length == MaxLineLength)
            {
                throw Refuse($"a header line has more than {MaxLineLength} bytes; give a PLY file of Gaussians");
            }

            line.Append((char)b);
        }

        return line.ToString().TrimEnd('\r');
    }

    private GaussianFileException Refuse(string what) => new($"Cannot read {_name}: {what}.");
}
