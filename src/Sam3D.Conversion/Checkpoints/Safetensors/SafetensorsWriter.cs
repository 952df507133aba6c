using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sam3D.Conversion;

/// <summary>Writes safetensors files, tensor by tensor.</summary>
public static class SafetensorsWriter
{
    /// <summary>Writes a file. It appears under its name only when it is complete; an existing file is replaced.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="tensors">
    /// Each tensor with the action that writes its bytes (row-major, little endian, exactly <see cref="CheckpointTensor.ByteCount"/>).
    /// The tensors stand in this order in the file; the actions run one after the other.
    /// </param>
    /// <param name="metadata">Texts for <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is <c>__metadata__</c>.</exception>
    /// <exception cref="InvalidOperationException">An action wrote more or fewer bytes than its tensor has.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IEnumerable<(CheckpointTensor Tensor, Action<Stream> WriteBytes)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        (CheckpointTensor Tensor, Action<Stream> WriteBytes)[] all = [.. tensors];
        byte[] header = Header(all.Select(t => t.Tensor), metadata);

        string partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach ((CheckpointTensor tensor, Action<Stream> writeBytes) in all)
                {
                    long start = stream.Position;
                    writeBytes(stream);
                    if (stream.Position - start != tensor.ByteCount)
                    {
                        throw new InvalidOperationException(
                            $"Tensor '{tensor.Name}': {stream.Position - start} bytes were written, expected {tensor.ByteCount}.");
                    }
                }
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>A float32 tensor with its values, as <see cref="Write"/> takes it.</summary>
    /// <param name="name">Name in the file.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="values">The values in row-major order.</param>
    /// <exception cref="ArgumentException">The shape does not fit the number of values.</exception>
    public static (CheckpointTensor Tensor, Action<Stream> WriteBytes) Single(string name, IReadOnlyList<long> shape, ReadOnlyMemory<float> values)
    {
        var tensor = new CheckpointTensor(name, CheckpointType.Float32, shape);
        return tensor.Count == values.Length
            ? (tensor, stream =>
            {
                for (ReadOnlySpan<float> rest = values.Span; rest.Length > 0; rest = rest[Math.Min(rest.Length, 1 << 20)..])
                {
                    stream.Write(MemoryMarshal.AsBytes(rest[..Math.Min(rest.Length, 1 << 20)]));
                }
            }
        )
            : throw new ArgumentException($"'{name}': {values.Length} values for shape {Wording.Shape(shape)}.", nameof(values));
    }

    private static byte[] Header(IEnumerable<CheckpointTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var names = new HashSet<string> { "__metadata__" };
            long place = 0;
            foreach (CheckpointTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"Tensor name '{tensor.Name}' occurs twice or is reserved.", nameof(tensors));
                }

                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsHeader.Types.First(t => t.Value == tensor.Type).Key);
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [place, place += tensor.ByteCount]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8 align the data, as the format recommends.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
