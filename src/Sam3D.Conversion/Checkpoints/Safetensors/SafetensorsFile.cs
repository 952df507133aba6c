using System.Buffers.Binary;

namespace Sam3D.Conversion;

/// <summary>A safetensors file, opened for reading one tensor at a time.</summary>
/// <remarks>
/// Format: 8 bytes little-endian header length, a JSON header, then the tensors' bytes without gaps or overlaps. Element types F64,
/// F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL are read; a file with a tensor of another type is refused when it is opened, by the
/// name of the tensor and of the type. What the header states is checked against the file before anything is allocated.
/// </remarks>
public sealed class SafetensorsFile : ICheckpoint
{
    private readonly CheckpointSource _source;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    private SafetensorsFile(CheckpointSource source, CheckpointReadOptions options)
    {
        _source = source;
        if (source.Length < 8)
        {
            throw source.Refuse($"is {source.Length} bytes long, too short for a safetensors file; fetch or copy the file again");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(source.Read(0, 8));
        if (length > (ulong)(source.Length - 8))
        {
            throw source.Refuse($"states a header of {length} bytes, but only {source.Length - 8} follow; fetch or copy the file again");
        }

        if (length > (ulong)Math.Min(options.MaxHeaderBytes, Array.MaxLength))
        {
            throw source.Refuse($"has a header of {length} bytes, above the limit of {options.MaxHeaderBytes}; raise MaxHeaderBytes if you trust the file");
        }

        _dataStart = 8 + (long)length;
        _header = SafetensorsHeader.Parse(source.Read(8, (int)length), source.Length - _dataStart, source, options);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _header.Tensors;

    /// <summary>The texts of <c>__metadata__</c>; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see cref="CheckpointReadOptions.Default"/> when null.</param>
    /// <exception cref="CheckpointException">The file is missing, unreadable, or not a valid safetensors file within the limits.</exception>
    public static SafetensorsFile Open(string path, CheckpointReadOptions? options = null) =>
        Open(CheckpointSource.Open(path), options ?? CheckpointReadOptions.Default);

    /// <summary>Takes over an open file; disposes it when it is refused.</summary>
    internal static SafetensorsFile Open(CheckpointSource source, CheckpointReadOptions options)
    {
        try
        {
            return new SafetensorsFile(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public float[] ReadSingle(string name)
    {
        using Stream bytes = OpenRead(name);
        return SingleConversion.Read(bytes, Tensors[name], _source);
    }

    /// <inheritdoc/>
    public Stream OpenRead(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _header.Starts.TryGetValue(name, out long start)
            ? new SectionStream(_source, _dataStart + start, Tensors[name].ByteCount)
            : throw _source.Missing(name, Tensors.Keys);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
