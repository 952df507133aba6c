namespace Sam3D.Export;

/// <summary>Writes files all or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file under a temporary name in the same folder, flushes it to the disk and moves it over the target, so that the target is
    /// either the old file or the whole new one. Whatever goes wrong, no temporary file stays behind.
    /// </summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream can seek. Its exceptions pass through, except failures of the disk.</param>
    /// <exception cref="ExportException">The folder is missing, the path is a folder, or the disk refuses.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(write);
        (string target, string folder) = Resolve(path);
        string temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is UnauthorizedAccessException ? "no permission" : OneLine(e.Message);
            throw new ExportException($"Cannot write '{path}': {reason}; choose a place that can be written to and has room.", e);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static (string Target, string Folder) Resolve(string path)
    {
        string target;
        try
        {
            target = Path.GetFullPath(path);
        }
        catch (ArgumentException e)
        {
            throw new ExportException($"Cannot write '{OneLine(path.Replace('\0', '?'))}': not a valid path; give another file name.", e);
        }

        if (Directory.Exists(target))
        {
            throw new ExportException($"Cannot write '{path}': it is a folder; add a file name.");
        }

        string? folder = Path.GetDirectoryName(target);
        if (folder is null || !Directory.Exists(folder))
        {
            throw new ExportException($"Cannot write '{path}': the folder '{folder}' does not exist; create it first.");
        }

        return (target, folder);
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error says what is wrong; this one would hide it.
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
