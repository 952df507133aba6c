namespace Sam3D.Imaging;

/// <summary>The undecoded bytes of a picture, with what an error about it must say.</summary>
internal sealed class PictureFile
{
    private readonly bool _isMask;

    private PictureFile(string name, bool isMask, ImageReadOptions? options)
    {
        Name = name.ReplaceLineEndings(" ");
        _isMask = isMask;
        Options = options ?? new ImageReadOptions();
    }

    /// <summary>The file's name as given, on one line.</summary>
    public string Name { get; }

    /// <summary>Limits and conversions.</summary>
    public ImageReadOptions Options { get; }

    /// <summary>The whole file, at most <see cref="ImageReadOptions.MaxBytes"/>.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Reads a file, bounded.</summary>
    public static PictureFile Read(string path, bool isMask, ImageReadOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new PictureFile(path, isMask, options);
        try
        {
            if (Directory.Exists(path))
            {
                throw file.Error("is a folder, a picture file is expected; give the path of a PNG, JPEG or WebP file");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            file.Bytes = file.ReadBounded(stream);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw file.Error("does not exist; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw file.Error($"cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.')}); check the path and its permissions", e);
        }

        return file;
    }

    /// <summary>Reads a stream to its end, bounded.</summary>
    public static PictureFile Read(Stream stream, bool isMask, ImageReadOptions? options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = new PictureFile(isMask ? "mask stream" : "picture stream", isMask, options);
        file.Bytes = file.ReadBounded(stream);
        return file;
    }

    /// <summary>An error of the family that fits the file's role: one line that begins with the file's name.</summary>
    public Sam3DException Error(string problem, Exception? cause = null) => _isMask
        ? new MaskException($"{Name}: {problem}.", cause)
        : new ImageException($"{Name}: {problem}.", cause);

    private byte[] ReadBounded(Stream stream)
    {
        long known = stream.CanSeek ? stream.Length - stream.Position : 0;
        long limit = Math.Min(Options.MaxBytes, Array.MaxLength);
        if (known > limit)
        {
            throw TooLarge(known.ToString("N0"));
        }

        using var content = new MemoryStream(checked((int)known));
        byte[] block = new byte[1 << 16];
        for (int count; (count = stream.Read(block)) > 0;)
        {
            if (content.Length + count > limit)
            {
                throw TooLarge($"more than {limit:N0}");
            }

            content.Write(block, 0, count);
        }

        if (content.Length == 0)
        {
            throw Error("is empty (0 bytes), a picture file is expected; export or download it again");
        }

        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }

    private Sam3DException TooLarge(string size) => Error(
        $"has {size} bytes, the limit is {Options.MaxBytes:N0}; make the picture smaller or raise ImageReadOptions.MaxBytes");
}
