using System.Text.Json;

namespace Sam3D.TestKit;

/// <summary>
/// Finds reference cases. The folder comes from the variable <c>SAM3D_FIXTURES</c> (subfolders <c>sam3d/</c> and
/// <c>segmentation/</c>); without it, the copy in <c>tests/fixtures</c> is read.
/// </summary>
public static class Fixtures
{
    /// <summary>The root of the fixtures.</summary>
    public static string Root => Given is { } folder ? Path.GetFullPath(folder) : Path.Combine(Repository.Root, "tests", "fixtures");

    private static string? Given => Environment.GetEnvironmentVariable("SAM3D_FIXTURES") is { Length: > 0 } folder ? folder : null;

    /// <summary>The names of the cases of <c>sam3d/</c> whose <c>module</c> or <c>class</c> contains a text.</summary>
    /// <param name="moduleContains">A part of the official name, for example <c>EmbedderFuser</c>.</param>
    /// <returns>
    /// The names in ordinal order. A folder that was asked for by <c>SAM3D_FIXTURES</c> may lack a kind; the copy of the repository may not.
    /// </returns>
    public static IReadOnlyList<string> Discover(string moduleContains)
    {
        string folder = Path.Combine(Root, "sam3d");
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"No fixtures at {folder}: set SAM3D_FIXTURES to a folder with a 'sam3d' subfolder.");
        }

        var names = new List<string>();
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !(root.TryGetProperty("module", out JsonElement module) || root.TryGetProperty("class", out module)))
            {
                continue;
            }

            string text = module.GetString() ?? "";
            if (text.Contains(moduleContains, StringComparison.Ordinal))
            {
                names.Add(Path.GetFileNameWithoutExtension(path));
            }
        }

        return names.Count > 0 || Given is not null
            ? names
            : throw new InvalidOperationException($"No case of '{moduleContains}' in {folder}.");
    }

    /// <summary>Opens a case of <c>sam3d/</c>.</summary>
    public static FixtureCase Open(string name) => FixtureCase.Open(Path.Combine(Root, "sam3d"), name);
}
