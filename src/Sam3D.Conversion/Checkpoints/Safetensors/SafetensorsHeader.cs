using System.Text.Json;

namespace Sam3D.Conversion;

/// <summary>The checked JSON header of a safetensors file.</summary>
internal sealed class SafetensorsHeader
{
    // Header object, tensor object, array.
    private const int Depth = 3;

    private readonly OrderedDictionary<string, CheckpointTensor> _tensors = [];
    private readonly Dictionary<string, long> _starts = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly List<(long Begin, long End, string Name)> _ranges = [];
    private readonly CheckpointSource _source;
    private readonly CheckpointReadOptions _options;

    private SafetensorsHeader(CheckpointSource source, CheckpointReadOptions options)
    {
        _source = source;
        _options = options;
    }

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    /// <summary>Where each tensor begins, counted from the end of the header.</summary>
    public IReadOnlyDictionary<string, long> Starts => _starts;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>The element types by their names in the format.</summary>
    public static IReadOnlyDictionary<string, CheckpointType> Types { get; } = new Dictionary<string, CheckpointType>
    {
        ["F64"] = CheckpointType.Float64,
        ["F32"] = CheckpointType.Float32,
        ["F16"] = CheckpointType.Float16,
        ["BF16"] = CheckpointType.BFloat16,
        ["I64"] = CheckpointType.Int64,
        ["I32"] = CheckpointType.Int32,
        ["I16"] = CheckpointType.Int16,
        ["I8"] = CheckpointType.Int8,
        ["U8"] = CheckpointType.UInt8,
        ["BOOL"] = CheckpointType.Bool,
        ["C64"] = CheckpointType.Complex64,
    };

    /// <summary>Reads the header and checks that the tensors cover the data exactly.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">Bytes that follow the header.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="options">Limits.</param>
    public static SafetensorsHeader Parse(byte[] json, long dataLength, CheckpointSource source, CheckpointReadOptions options)
    {
        var header = new SafetensorsHeader(source, options);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });
        try
        {
            header.ReadRoot(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8, or half a surrogate pair.
            throw source.Refuse($"the safetensors header is not valid JSON near byte {reader.BytesConsumed}; fetch or copy the file again", e);
        }

        header.CheckCover(dataLength);
        return header;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw _source.Refuse("the safetensors header is not a JSON object; fetch or copy the file again");
        }

        bool metadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (name != "__metadata__")
            {
                ReadTensor(ref reader, name);
            }
            else if (metadata)
            {
                throw _source.Refuse("the safetensors header has '__metadata__' twice; write the file anew");
            }
            else
            {
                metadata = true;
                ReadMetadata(ref reader);
            }
        }

        while (reader.Read())
        {
            // Only white space may follow; the reader throws for anything else.
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String || !_metadata.TryAdd(key, reader.GetString()!))
            {
                throw _source.Refuse($"'__metadata__' entry {Wording.Quote(key)} is not a text or stands twice; write the file anew");
            }
        }

        if (!isObject)
        {
            throw _source.Refuse("'__metadata__' is not a JSON object; write the file anew");
        }
    }

    private void ReadTensor(ref Utf8JsonReader reader, string name)
    {
        string tensor = $"tensor {Wording.Quote(name)}";
        if (_tensors.ContainsKey(name))
        {
            throw _source.Refuse($"{tensor} stands twice in the header; write the file anew");
        }

        if (_tensors.Count >= _options.MaxTensors)
        {
            throw _source.Refuse($"holds more than {_options.MaxTensors} tensors; raise MaxTensors if you trust the file");
        }

        string? dtype = null;
        List<long>? shape = null, offsets = null;
        reader.Read();
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when dtype is null && reader.TokenType == JsonTokenType.String:
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, _options.MaxRank, tensor, field);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, 2, tensor, field);
                    break;
                default:
                    throw _source.Refuse($"{tensor}: field {Wording.Quote(field)} is unknown, repeated or not of its type; expected dtype, shape, data_offsets");
            }
        }

        if (!isObject || dtype is null || shape is null || offsets is not [long begin, long end])
        {
            throw _source.Refuse($"{tensor} lacks dtype, shape or two data_offsets; write the file anew");
        }

        Add(name, tensor, dtype, shape, begin, end);
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, int most, string tensor, string field)
    {
        var numbers = new List<long>();
        bool isArray = reader.TokenType == JsonTokenType.StartArray;
        while (isArray && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0 || numbers.Count >= most)
            {
                throw _source.Refuse($"{tensor}: {field} is not a list of at most {most} non-negative integers; write the file anew");
            }

            numbers.Add(number);
        }

        return isArray ? numbers : throw _source.Refuse($"{tensor}: {field} is not a list; write the file anew");
    }

    private void Add(string name, string tensor, string dtype, List<long> shape, long begin, long end)
    {
        if (!Types.TryGetValue(dtype, out CheckpointType type))
        {
            throw _source.Refuse($"{tensor} has element type {Wording.Quote(dtype)}, which is not read; convert it to one of {string.Join(", ", Types.Keys)}");
        }

        var entry = new CheckpointTensor(name, type, shape.AsReadOnly());
        if (entry.TryByteCount() is not { } expected)
        {
            throw _source.Refuse($"{tensor}: shape {Wording.Shape(shape)} overflows; write the file anew");
        }

        if (begin > end || expected != end - begin)
        {
            throw _source.Refuse(
                $"{tensor}: {dtype} {Wording.Shape(shape)} takes {expected} bytes, but data_offsets are [{begin}, {end}]; write the file anew");
        }

        _tensors.Add(name, entry);
        _starts.Add(name, begin);
        _ranges.Add((begin, end, name));
    }

    private void CheckCover(long dataLength)
    {
        _ranges.Sort();
        long place = 0;
        foreach ((long begin, long end, string name) in _ranges)
        {
            if (end > dataLength)
            {
                throw _source.Refuse($"tensor {Wording.Quote(name)} ends at byte {end} of {dataLength}; the file is cut short: fetch or copy it again");
            }

            if (begin != place)
            {
                throw _source.Refuse($"tensor {Wording.Quote(name)} begins at byte {begin}, but the one before ends at {place} "
                    + $"({(begin < place ? "overlap" : "hole")}); write the file anew");
            }

            place = end;
        }

        if (place != dataLength)
        {
            throw _source.Refuse($"the tensors end at byte {place}, but the file holds {dataLength} bytes of data; write the file anew");
        }
    }
}
