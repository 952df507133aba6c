namespace Sam3D.TestKit;

/// <summary>Where the files of the repository lie.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Sam3D.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sam3D.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Sam3D.sln above {AppContext.BaseDirectory}.");
    }
}
