using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sam3D.Conversion;

/// <summary>A safetensors file, opened for reading one tensor at a time.</summary>
public sealed class SafetensorsFile : ICheckpoint
{
    private readonly FileStream _stream;
    private readonly string _path;
    private readonly Dictionary<string, CheckpointTensor> _tensors = [];
    private readonly Dictionary<string, (long Start, long End)> _ranges = [];

    private SafetensorsFile(FileStream stream, string path)
    {
        _stream = stream;
        _path = path;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing or not a valid safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new SafetensorsFile(File.OpenRead(path), path);
        byte[] length = new byte[8];
        file._stream.ReadExactly(length);
        byte[] header = new byte[BinaryPrimitives.ReadInt64LittleEndian(length)];
        file._stream.ReadExactly(header);
        using var json = JsonDocument.Parse(header);
        foreach (JsonProperty p in json.RootElement.EnumerateObject())
        {
            if (p.Name == "__metadata__")
            {
                continue;
            }

            CheckpointType type = p.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => CheckpointType.Float32,
                "F64" => CheckpointType.Float64,
                "F16" => CheckpointType.Float16,
                "I64" => CheckpointType.Int64,
                "I32" => CheckpointType.Int32,
                "U8" => CheckpointType.UInt8,
                "BOOL" => CheckpointType.Bool,
                var other => throw new CheckpointException($"{path}: element type {other} of '{p.Name}' is not read."),
            };
            long[] shape = [.. p.Value.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64())];
            long[] range = [.. p.Value.GetProperty("data_offsets").EnumerateArray().Select(e => e.GetInt64() + 8 + header.Length)];
            file._tensors.Add(p.Name, new CheckpointTensor(p.Name, type, shape));
            file._ranges.Add(p.Name, (range[0], range[1]));
        }

        return file;
    }

    /// <inheritdoc/>
    public float[] ReadSingle(string name)
    {
        if (!_tensors.TryGetValue(name, out CheckpointTensor? tensor))
        {
            throw new CheckpointException($"{_path}: no tensor '{name}'.");
        }

        (long start, long end) = _ranges[name];
        byte[] bytes = new byte[end - start];
        _stream.Position = start;
        _stream.ReadExactly(bytes);
        float[] result = new float[tensor.Count];
        switch (tensor.Type)
        {
            case CheckpointType.Float32: MemoryMarshal.Cast<byte, float>(bytes).CopyTo(result); break;
            case CheckpointType.Float64: Convert<double>(bytes, result, x => (float)x); break;
            case CheckpointType.Float16: Convert<Half>(bytes, result, x => (float)x); break;
            case CheckpointType.Int64: Convert<long>(bytes, result, x => x); break;
            case CheckpointType.Int32: Convert<int>(bytes, result, x => x); break;
            default: Convert<byte>(bytes, result, x => x); break;
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void Convert<T>(byte[] bytes, float[] result, Func<T, float> convert)
        where T : unmanaged
    {
        ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = convert(source[i]);
        }
    }
}
