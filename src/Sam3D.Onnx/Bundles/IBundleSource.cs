namespace Sam3D.Bundles;

/// <summary>Where the files of a model bundle lie: a folder, the resources of an assembly, or anything else that has named files.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls. A <see cref="ModelBundle"/> owns its source and disposes it where it is disposable.
/// </remarks>
public interface IBundleSource
{
    /// <summary>What to call this place in messages: a path or a resource name.</summary>
    string Name { get; }

    /// <summary>
    /// The folder in which all files lie under their own names, so that graphs are mapped from disk instead of being read into memory;
    /// <see langword="null"/> when there is none, and then graphs must hold their tensors inside.
    /// </summary>
    string? FolderPath { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="file">A plain file name, without any folder.</param>
    /// <returns>A stream at the start of the file, which can seek; the caller disposes it.</returns>
    /// <exception cref="IOException">There is no such file (<see cref="FileNotFoundException"/>), or it cannot be read.</exception>
    Stream OpenRead(string file);
}
