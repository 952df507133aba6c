using System.Security.Cryptography;

namespace Sam3D.DataEngine.Store;

/// <summary>
/// Files by their content: <c>files/ab/abcd….type</c>, the name being the SHA-256. A file appears complete or not at all, and its content is compared with its name
/// whenever it is read.
/// </summary>
/// <param name="folder">The folder of the store.</param>
internal sealed class FileStore(string folder)
{
    // A link could lead anywhere, and round in circles.
    private static readonly EnumerationOptions WithoutLinks = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>The folder of the files.</summary>
    public string Root { get; } = Path.Combine(folder, "files");

    private string Staging => Path.Combine(Root, "staging");

    /// <summary>Stores a file.</summary>
    /// <param name="type">Its type, which is the ending of its name.</param>
    /// <param name="write">Writes the file to a path and flushes it, as the savers of this library do.</param>
    /// <exception cref="ExportException">The place cannot be written.</exception>
    /// <exception cref="DataEngineException">The file is above the limit.</exception>
    public StoredFile Put(string type, Action<string> write)
    {
        string staged = Path.Combine(Staging, $"{Path.GetRandomFileName()}.{type}");
        try
        {
            Directory.CreateDirectory(Staging);
            write(staged);
            long bytes = new FileInfo(staged).Length;
            if (bytes is 0 or > DataEngineLimits.FileBytes)
            {
                throw new DataEngineException($"A file to store has {bytes:N0} bytes, expected 1 to {DataEngineLimits.FileBytes:N0}; make it smaller.");
            }

            using (FileStream stream = File.OpenRead(staged))
            {
                var file = new StoredFile(Convert.ToHexStringLower(SHA256.HashData(stream)), type, bytes);
                stream.Dispose();
                string target = PathOf(file.Hash, type);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(staged, target, overwrite: true);
                return file;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"A file cannot be stored in {Root} ({MessageText.OneLine(e.Message)}); choose a place that can be written to and has room.", e);
        }
        finally
        {
            TryDelete(staged);
        }
    }

    /// <summary>Reads a file and compares it with what is recorded of it.</summary>
    /// <exception cref="DataEngineException">It is missing, or another content than recorded.</exception>
    public byte[] Read(StoredFile file)
    {
        string path = PathOf(file.Hash, file.Type);
        try
        {
            // Pipes and devices have no length, and opening a pipe would wait for its writer.
            if (new FileInfo(path).Length == file.Bytes && file.Bytes is > 0 and <= DataEngineLimits.FileBytes)
            {
                using FileStream stream = File.OpenRead(path);
                byte[] content = new byte[file.Bytes];
                stream.ReadExactly(content);
                if (Convert.ToHexStringLower(SHA256.HashData(content)) == file.Hash)
                {
                    return content;
                }
            }

            throw new DataEngineException($"{path} has not the {file.Bytes:N0} bytes that were stored; restore it from a copy.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataEngineException($"{path} cannot be read ({MessageText.OneLine(e.Message)}); restore it from a copy.", e);
        }
    }

    /// <summary>Files that no row names: what a killed run left.</summary>
    /// <param name="known">The hashes that rows name.</param>
    public IReadOnlyList<string> Leftovers(IReadOnlySet<string> known) => !Directory.Exists(Root)
        ? []
        : [.. Directory.EnumerateFiles(Root, "*", WithoutLinks).Where(p => !known.Contains(Path.GetFileNameWithoutExtension(p)))];

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error says what is wrong; this one would hide it.
        }
    }

    private string PathOf(string hash, string type) => Path.Combine(Root, hash[..2], $"{hash}.{type}");
}

/// <summary>A stored file.</summary>
/// <param name="Hash">SHA-256 in lower case.</param>
/// <param name="Type">Ending without dot.</param>
/// <param name="Bytes">Its length.</param>
internal readonly record struct StoredFile(string Hash, string Type, long Bytes);
