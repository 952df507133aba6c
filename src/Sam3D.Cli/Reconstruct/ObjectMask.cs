namespace Sam3D.Cli.Reconstruct;

/// <summary>One object of a photograph: its pixels, where they come from, and the name of its files.</summary>
/// <param name="name">What the names of its files begin with.</param>
/// <param name="mask">Its pixels, usable for the photograph.</param>
/// <param name="source"><c>file</c>, <c>alpha</c> or <c>salient</c>.</param>
/// <param name="path">The mask's file, where <paramref name="source"/> is <c>file</c>.</param>
internal sealed class ObjectMask(string name, Mask mask, string source, string? path = null)
{
    public string Name { get; } = name;

    public Mask Mask { get; } = mask;

    public string Source { get; } = source;

    public string? Path { get; } = path;

    /// <summary>Reads mask files.</summary>
    /// <param name="photoName">The photograph's name without ending; alone it names the only object.</param>
    /// <param name="photo">The photograph.</param>
    /// <param name="paths">At least one file.</param>
    /// <exception cref="MaskException">A file is no mask for the photograph.</exception>
    public static IReadOnlyList<ObjectMask> Load(string photoName, RgbImage photo, IReadOnlyList<string> paths)
    {
        string[] names = [.. paths.Select(p => System.IO.Path.GetFileNameWithoutExtension(p))];
        bool areDistinct = names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length && !names.Contains("");
        string NameOf(int i) => paths.Count == 1 ? photoName : $"{photoName}.{(areDistinct ? names[i] : $"{i + 1}")}";
        return [.. paths.Select((path, i) => new ObjectMask(NameOf(i), LoadUsable(path, photo), "file", path))];
    }

    /// <summary>Uses the photograph's transparency.</summary>
    /// <param name="photoName">The photograph's name without ending.</param>
    /// <param name="photo">The photograph.</param>
    /// <exception cref="MaskException">Everything is transparent.</exception>
    public static ObjectMask FromAlpha(string photoName, RgbImage photo)
    {
        var mask = Mask.FromAlpha(photo);
        mask.ThrowIfUnusableFor(photo);
        return new ObjectMask(photoName, mask, "alpha");
    }

    private static Mask LoadUsable(string path, RgbImage photo)
    {
        Mask mask = Mask.Load(path);
        try
        {
            mask.ThrowIfUnusableFor(photo);
        }
        catch (MaskException e)
        {
            throw new MaskException($"{path}: {e.Message}", e);
        }

        return mask;
    }
}
