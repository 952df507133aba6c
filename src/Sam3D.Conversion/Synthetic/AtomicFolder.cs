namespace Sam3D.Conversion;

/// <summary>
/// A new folder that is filled under a temporary name beside its destination and moved into place as a whole; nothing is left behind otherwise.
/// </summary>
internal sealed class AtomicFolder : IDisposable
{
    private readonly string _destination;
    private readonly string? _madeParent;
    private bool _isCompleted;

    /// <summary>Makes the temporary folder.</summary>
    /// <param name="destination">The folder to make; may be there when it is empty.</param>
    /// <exception cref="ExportException">The destination is a file or holds something, or the place cannot be written to.</exception>
    public AtomicFolder(string destination)
    {
        _destination = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(destination));
        Path = $"{_destination}.{System.IO.Path.GetRandomFileName()}.partial";
        _madeParent = MadeFolders.FirstMissing(System.IO.Path.GetDirectoryName(_destination));
        ThrowIfOccupied();
        try
        {
            Guard("cannot be made", () => Directory.CreateDirectory(Path));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Does something with the files, so that failures of the disk become one typed error.</summary>
    /// <exception cref="ExportException">The disk refuses.</exception>
    public void Guard(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException(
                $"The folder {Wording.Path(_destination)} {what} ({Wording.Path(e.Message.TrimEnd('.'))}); choose a place that you may write to and that has room.", e);
        }
    }

    /// <summary>Moves the folder into place.</summary>
    public void Complete()
    {
        ThrowIfOccupied();
        Guard("cannot be moved into place", () =>
        {
            if (Directory.Exists(_destination))
            {
                Directory.Delete(_destination);
            }

            Directory.Move(Path, _destination);
        });
        _isCompleted = true;
    }

    /// <summary>Removes what was written when it was not completed, and the folders above that were made for it.</summary>
    public void Dispose()
    {
        if (_isCompleted)
        {
            return;
        }

        MadeFolders.TryDelete(Path);
        MadeFolders.TryDelete(_madeParent);
    }

    private void ThrowIfOccupied() => Guard("cannot be looked into", () =>
    {
        if (File.Exists(_destination))
        {
            throw new ExportException($"{Wording.Path(_destination)} is a file; name a new or empty folder.");
        }

        if (Directory.Exists(_destination) && Directory.EnumerateFileSystemEntries(_destination).FirstOrDefault() is { } entry)
        {
            throw new ExportException(
                $"{Wording.Path(_destination)} is not empty, it holds for example {Wording.Quote(System.IO.Path.GetFileName(entry))}; name a new or empty folder.");
        }
    });
}
