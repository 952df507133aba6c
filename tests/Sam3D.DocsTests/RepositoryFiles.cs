namespace Sam3D.DocsTests;

/// <summary>The files of the repository that people write, by their path from the root with forward slashes.</summary>
internal static class RepositoryFiles
{
    private static readonly HashSet<string> Generated =
        new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "artifacts", "out", "node_modules", "TestResults", "BenchmarkDotNet.Artifacts" };

    /// <summary>All files below a folder.</summary>
    /// <param name="folder">A path from the root, or empty for the root.</param>
    public static IEnumerable<string> Below(string folder) => Walk(new DirectoryInfo(FullPath(folder)))
        .Select(f => Path.GetRelativePath(Repository.Root, f.FullName).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>The pages that the project writes itself; fixtures bring the pages of their makers.</summary>
    public static IEnumerable<string> Documents() => Below("")
        .Where(p => p.EndsWith(".md", StringComparison.Ordinal) && !p.StartsWith("tests/fixtures/", StringComparison.Ordinal));

    /// <summary>Where a path from the root lies.</summary>
    public static string FullPath(string path) => Path.Combine(Repository.Root, path);

    /// <summary>Whether a path from the root names a file or folder; <c>*</c> stands for any part of a file name.</summary>
    public static bool Exists(string path)
    {
        string full = FullPath(path);
        return File.Exists(full)
            || Directory.Exists(full)
            || (path.Contains('*') && Directory.Exists(Path.GetDirectoryName(full)!)
                && Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(full)!, Path.GetFileName(full)).Any());
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder)
    {
        foreach (FileInfo file in folder.EnumerateFiles())
        {
            yield return file;
        }

        foreach (FileInfo file in folder.EnumerateDirectories()
            .Where(d => !Generated.Contains(d.Name) && (d.Name[0] != '.' || d.Name == ".ci"))
            .SelectMany(Walk))
        {
            yield return file;
        }
    }
}
