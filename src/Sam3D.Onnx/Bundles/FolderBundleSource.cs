namespace Sam3D.Bundles;

/// <summary>A bundle that lies in a folder.</summary>
internal sealed class FolderBundleSource : IBundleSource
{
    private const int BufferSize = 1 << 16;

    /// <param name="folder">An existing folder.</param>
    /// <exception cref="BundleException">There is no such folder.</exception>
    public FolderBundleSource(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BundleException(File.Exists(folder)
                ? $"{MessageText.OneLine(folder)} is a file, expected the folder of a model bundle: give the folder that holds '{BundleManifest.FileName}'."
                : $"{MessageText.OneLine(folder)} does not exist, expected the folder of a model bundle: check the path, or make one with 'sam3d convert'.");
        }

        FolderPath = Path.GetFullPath(folder);
        Name = MessageText.OneLine(folder);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string FolderPath { get; }

    /// <inheritdoc/>
    public Stream OpenRead(string file)
    {
        string path = Path.Combine(FolderPath, file);
        var info = new FileInfo(path);
        if (info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            info = target;
        }

        // Pipes and devices have no length, and opening a pipe would wait for its writer.
        return !info.Exists ? throw new FileNotFoundException("There is no such file.", path)
            : info.Length == 0 ? throw new IOException("The file is empty or is no regular file.")
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
    }
}
