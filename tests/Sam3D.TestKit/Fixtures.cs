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

    /// <summary>The subfolder of the cases of promptable segmentation.</summary>
    public const string Segmentation = "segmentation";

    /// <summary>The names of the cases whose <c>module</c> or <c>class</c> contains a text.</summary>
    /// <param name="moduleContains">A part of the official name, for example <c>EmbedderFuser</c>.</param>
    /// <param name="subfolder">Where to look, <c>sam3d</c> or <see cref="Segmentation"/>.</param>
    /// <returns>
    /// The names in ordinal order. A folder that was asked for by <c>SAM3D_FIXTURES</c> may lack a kind; the copy of the repository may not.
    /// </returns>
    public static IReadOnlyList<string> Discover(string moduleContains, string subfolder = "sam3d")
    {
        string folder = Path.Combine(Root, subfolder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"No fixtures at {folder}: set SAM3D_FIXTURES to a folder with a '{subfolder}' subfolder.");
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
    public static FixtureCase Open(string name) => Open(name, "sam3d");

    /// <summary>Opens a case of a subfolder.</summary>
    public static FixtureCase Open(string name, string subfolder) => FixtureCase.Open(Path.Combine(Root, subfolder), name);
}
