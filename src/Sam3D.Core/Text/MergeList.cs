using System.IO.Compression;
using System.Text;

namespace Sam3D.Text;

/// <summary>
/// The list of merges of CLIP's byte-pair encoding: the official <c>bpe_simple_vocab_16e6.txt.gz</c>, or the same as plain text (<c>merges.txt</c>). A heading, then one pair a line
/// by rank.
/// </summary>
internal static class MergeList
{
    /// <summary>Merges that the vocabulary of 49,408 tokens has; the official list goes on behind them.</summary>
    public const int Count = 48894;

    /// <summary>Largest list that is read, unpacked.</summary>
    public const int MaxBytes = 16 << 20;

    // The first byte of gzip.
    private const int GzipMark = 0x1F;

    /// <summary>The official file name.</summary>
    public const string FileName = "bpe_simple_vocab_16e6.txt.gz";

    /// <summary>The name of the same as plain text.</summary>
    public const string PlainName = "merges.txt";

    /// <summary>Reads the pairs.</summary>
    /// <exception cref="BundleException">The file is missing, too large, or no such list.</exception>
    public static IReadOnlyList<(string Left, string Right)> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new BundleException($"No tokenizer file at {path}: text prompts need the list of merges that comes with SAM 3; copy {FileName} or {PlainName} there.");
        }

        string name = Path.GetFileName(path);
        var merges = new List<(string, string)>(Count);
        try
        {
            using var reader = new StringReader(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ReadAll(path, name)));
            reader.ReadLine();
            while (merges.Count < Count && reader.ReadLine() is { } line)
            {
                merges.Add(line.Split(' ') is [{ Length: > 0 } left, { Length: > 0 } right]
                    ? (left, right)
                    : throw new BundleException($"{name}: line {merges.Count + 2} is no pair of tokens; fetch the file again."));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or DecoderFallbackException)
        {
            throw new BundleException($"{name} cannot be read as a list of merges ({e.Message.TrimEnd('.')}); fetch the file again.", e);
        }

        return merges.Count == Count
            ? merges
            : throw new BundleException($"{name} has {merges.Count} merges, expected at least {Count}; fetch the file again.");
    }

    private static byte[] ReadAll(string path, string name)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        bool isPacked = file.ReadByte() == GzipMark;
        file.Position = 0;
        using var unpacked = new MemoryStream();
        using Stream source = isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
        byte[] buffer = new byte[1 << 16];
        for (int read = source.Read(buffer); read > 0; read = source.Read(buffer))
        {
            if (unpacked.Length + read > MaxBytes)
            {
                throw new BundleException($"{name} unpacks to more than {MaxBytes} bytes, the limit of a list of merges; fetch the file again.");
            }

            unpacked.Write(buffer, 0, read);
        }

        return unpacked.ToArray();
    }
}
