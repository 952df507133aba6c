namespace Sam3D.Conversion;

/// <summary>Folders that are made for work that may fail, and then are to go again.</summary>
internal static class MadeFolders
{
    /// <summary>What making a folder would make first.</summary>
    /// <returns>The topmost folder that is missing on the way to <paramref name="folder"/>, or <see langword="null"/>.</returns>
    public static string? FirstMissing(string? folder)
    {
        string? missing = null;
        for (; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            missing = folder;
        }

        return missing;
    }

    /// <summary>Deletes a folder and all in it, if there is one.</summary>
    /// <remarks>Says nothing where that is not allowed: what made the work fail says more.</remarks>
    public static void TryDelete(string? folder)
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not there, or something uses it.
        }
    }
}
