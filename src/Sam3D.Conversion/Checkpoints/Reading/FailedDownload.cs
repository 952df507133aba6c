namespace Sam3D.Conversion;

/// <summary>What failed downloads and other tools leave under the name of a file that is wanted, told by its beginning.</summary>
internal static class FailedDownload
{
    /// <summary>What the text is and what to do, without the final period; <see langword="null"/> where it is no such thing.</summary>
    /// <param name="text">The file's beginning.</param>
    /// <param name="wanted">What is wanted, with its article: <c>a checkpoint</c>.</param>
    public static string? Describe(string text, string wanted)
    {
        text = text.TrimStart('\uFEFF').TrimStart();
        bool Begins(string with) => text.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        return Begins("<!doctype") || Begins("<html")
            ? $"is a web page, not {wanted}; the download failed: fetch it again, signed in where the page asks for it"
            : Begins("version https://git-lfs") ? $"is a Git LFS pointer, not {wanted} itself; fetch the file with 'git lfs pull'" : null;
    }
}
