using Microsoft.Win32.SafeHandles;

namespace Sam3D.Conversion;

/// <summary>An open file that is read at given places, and whose failures are <see cref="CheckpointException"/>s that name it.</summary>
internal sealed class CheckpointSource : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private CheckpointSource(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _path = path;
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    public static CheckpointSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new CheckpointException($"{Wording.Path(path)}: is a folder; give the file in it.");
        }

        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return new CheckpointSource(handle, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            handle?.Dispose();
            string why = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file; check the path",
                UnauthorizedAccessException => "access is denied; check the file's permissions",
                NotSupportedException => "is not a regular file; copy it to disk first",
                _ => "cannot be opened; close the programs that use it and check the disk",
            };
            throw new CheckpointException($"{Wording.Path(path)}: {why}.", e);
        }
    }

    /// <summary>Fills a span from a place in the file.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        try
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(_handle, destination, offset);
                if (read == 0)
                {
                    throw Refuse($"ends at byte {offset}, but more is needed; fetch or copy the file again");
                }

                destination = destination[read..];
                offset += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse("cannot be read; check the disk and fetch or copy the file again", e);
        }
    }

    /// <summary>Reads bytes that are known to lie within the file.</summary>
    public byte[] Read(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, Length);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(count);
        Read(offset, bytes);
        return bytes;
    }

    /// <summary>The error about this file.</summary>
    /// <param name="what">What is wrong and what to do, without the final period.</param>
    /// <param name="inner">The cause.</param>
    public CheckpointException Refuse(string what, Exception? inner = null) => new($"{Wording.Path(_path)}: {Wording.Sentence(what)}.", inner);

    /// <summary>The error about a name that the file does not hold.</summary>
    public CheckpointException Missing(string name, IEnumerable<string> names)
    {
        string some = string.Join(", ", names.Take(2).Select(Wording.Quote));
        return Refuse($"no tensor {Wording.Quote(name)}; the file holds {(some.Length > 0 ? "such as " + some : "none")}");
    }

    public void Dispose() => _handle.Dispose();
}
