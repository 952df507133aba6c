using System.Buffers.Binary;
using System.Text.Json;

namespace Sam3D.Cli.Inspection;

/// <summary>
/// Reads the JSON part of a binary glTF 2.0 file (Khronos glTF 2.0 specification, section 4.4). The file is hostile: lengths are
/// compared with the file before anything is allocated, and the geometry itself is not read.
/// </summary>
internal static class GlbFile
{
    private const uint Magic = 0x46546C67; // "glTF"
    private const uint JsonChunk = 0x4E4F534A; // "JSON"
    private const int HeaderBytes = 20; // file header and the header of the first chunk
    private const int MaxJsonBytes = 16 << 20;

    /// <summary>Whether a file begins as a GLB does; <see langword="false"/> also where it cannot be read.</summary>
    public static bool IsGlb(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[4];
            return stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == Magic;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads the document.</summary>
    /// <exception cref="InputException">The file is damaged or larger than the limits.</exception>
    public static GltfDocument Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] header = new byte[HeaderBytes];
            if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            {
                throw Damaged(path, $"has {stream.Length} bytes, a GLB has at least {HeaderBytes}");
            }

            uint version = Field(header, 4), length = Field(header, 8), jsonLength = Field(header, 12), type = Field(header, 16);
            if (version != 2)
            {
                throw Damaged(path, $"says it is glTF version {version}, version 2 is read");
            }

            if (length != stream.Length)
            {
                throw Damaged(path, $"says it has {length} bytes but has {stream.Length}");
            }

            if (type != JsonChunk || jsonLength > length - HeaderBytes)
            {
                throw Damaged(path, $"does not begin with a JSON chunk that fits in the file (it says {jsonLength} bytes)");
            }

            if (jsonLength > MaxJsonBytes)
            {
                throw Damaged(path, $"has {jsonLength} bytes of JSON, at most {MaxJsonBytes} are read");
            }

            byte[] json = new byte[jsonLength];
            stream.ReadExactly(json);
            return JsonSerializer.Deserialize(json, GltfJson.Default.GltfDocument) ?? throw Damaged(path, "has an empty JSON chunk");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path} is no valid glTF ({e.Message.TrimEnd('.')}); export it again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read ({e.Message.TrimEnd('.')}); check the file and its permissions.", e);
        }
    }

    private static uint Field(byte[] header, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(offset));

    private static InputException Damaged(string path, string problem) => new($"{path} {problem}; export it again.");
}
