using System.Security.Cryptography;
using System.Text;

namespace Sam3D.Training.Data;

/// <summary>Files of a user's folder.</summary>
internal static class SourceFolder
{
    /// <summary>Relative paths of the files with some extensions, also in folders below, in ordinal order.</summary>
    public static string[] List(string folder, IReadOnlyList<string> extensions, int limit, string what)
    {
        if (!Directory.Exists(folder))
        {
            throw new TrainingDataException($"{MessageText.OneLine(folder)}: does not exist, a folder of {what} files is expected; check the path.");
        }

        var walking = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", walking)
                .Where(f => extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
                .Take(limit + 1).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];
        return files.Length switch
        {
            0 => throw new TrainingDataException($"{MessageText.OneLine(folder)}: holds no {what} ({string.Join(", ", extensions)}), at least one is expected; check the path."),
            _ when files.Length > limit => throw new TrainingDataException($"{MessageText.OneLine(folder)}: holds more than {limit:N0} {what} files; split it."),
            _ => files,
        };
    }

    /// <summary>Adds names and contents to a hash.</summary>
    public static void AddTo(IncrementalHash hash, string folder, IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            try
            {
                using FileStream stream = File.OpenRead(Path.Combine(folder, file));
                hash.AppendData(Encoding.UTF8.GetBytes(file + "\n"));
                hash.AppendData(SHA256.HashData(stream));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new TrainingDataException($"{MessageText.OneLine(file)}: cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}); check its permissions.", e);
            }
        }
    }
}
