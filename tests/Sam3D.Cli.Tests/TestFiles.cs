namespace Sam3D.Cli.Tests;

/// <summary>Files of the repository that the tests read.</summary>
internal static class TestFiles
{
    /// <summary>The demonstration checkpoint.</summary>
    public static string Checkpoint => In("fixtures", "compact-stage1");

    /// <summary>A picture of the demonstration model, 336 × 336 pixels.</summary>
    public static string Bottle => In("fixtures", "compact-stage1", "samples", "04_bottle", "image.png");

    /// <summary>Its mask.</summary>
    public static string BottleMask => In("fixtures", "compact-stage1", "samples", "04_bottle", "mask.png");

    /// <summary>Another mask of the same size.</summary>
    public static string MugMask => In("fixtures", "compact-stage1", "samples", "03_mug", "mask.png");

    /// <summary>A photograph.</summary>
    public static string Coffee => In("fixtures", "photos", "coffee.png");

    /// <summary>A hostile file.</summary>
    public static string Attack(string folder, string name) => In("attacks", folder, name);

    /// <summary>The names of the hostile files of a folder.</summary>
    public static IEnumerable<string> Attacks(string folder, params string[] endings) => Directory
        .EnumerateFiles(In("attacks", folder))
        .Where(f => endings.Contains(Path.GetExtension(f)))
        .Select(f => Path.GetFileName(f)!)
        .Order(StringComparer.Ordinal);

    private static string In(params string[] parts) => Path.Combine([Repository.Root, "tests", .. parts]);
}
