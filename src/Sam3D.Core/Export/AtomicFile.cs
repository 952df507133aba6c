namespace Sam3D.Export;

/// <summary>Writes files that are either complete or absent.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file under a temporary name in the same folder and moves it to its place when it is complete; an existing file is
    /// replaced. After an error neither a partial nor a temporary file is left.
    /// </summary>
    /// <param name="path">Where the file shall stand; its folder exists.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="ExportException">The place cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ExportException(
                $"{path}: cannot be written ({OneLine(error.Message)}); choose an existing folder that you may write to.", error);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd(' ', '.');
}
