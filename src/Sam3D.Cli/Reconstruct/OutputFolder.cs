using Sam3D.Cli.Reporting;
using Sam3D.Conversion;

namespace Sam3D.Cli.Reconstruct;

/// <summary>
/// The files of one run, which appear together or not at all: they are written into a hidden folder inside of the output folder, which is on
/// the same disk, and moved to their places at the end. Until then existing files stay as they were.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _folder;
    private readonly string _staging;
    private readonly string? _created;
    private readonly bool _replaces;
    private readonly List<string> _names = [];
    private bool _isCommitted;

    /// <summary>Makes the folder where it is missing, and tries at once whether it can be written to.</summary>
    /// <param name="folder">The folder for the results.</param>
    /// <param name="replaces">Whether existing files of the same name are replaced.</param>
    /// <exception cref="ExportException">The folder cannot be made or written to.</exception>
    public OutputFolder(string folder, bool replaces)
    {
        _folder = Path.GetFullPath(folder);
        _replaces = replaces;
        if (File.Exists(_folder))
        {
            throw new ExportException($"{folder} is a file, a folder for the results is expected; name another place with --output.");
        }

        _created = MadeFolders.FirstMissing(_folder);
        _staging = Path.Combine(_folder, $".sam3d-{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(_staging);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            MadeFolders.TryDelete(_created);
            throw new ExportException(
                $"The folder {folder} cannot be made or written to ({PlainText.OneLine(e.Message).TrimEnd('.')}); choose a place that you may write to.", e);
        }
    }

    /// <summary>The path to write a result to; it gets to its place by <see cref="Commit"/>.</summary>
    /// <param name="name">File name without any folder.</param>
    /// <exception cref="ExportException">There is a folder, or a file that must stay, of that name.</exception>
    public string Reserve(string name)
    {
        string target = Target(name);
        if (Directory.Exists(target))
        {
            throw new ExportException($"{target} is a folder, but a file of that name is to be written; remove it or choose another output folder.");
        }

        if (!_replaces && File.Exists(target))
        {
            throw new ExportException($"{target} exists already; leave --no-overwrite away, or choose another output folder.");
        }

        _names.Add(name);
        return Path.Combine(_staging, name);
    }

    /// <summary>Where a result stands after <see cref="Commit"/>.</summary>
    public string Target(string name) => Path.Combine(_folder, name);

    /// <summary>Moves all results to their places; when one cannot be moved, those before it are taken back.</summary>
    /// <exception cref="ExportException">A file cannot be moved.</exception>
    public void Commit()
    {
        var undo = new Stack<Action>();
        try
        {
            foreach (string name in _names)
            {
                undo.Push(Move(Path.Combine(_staging, name), Target(name)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (Action action in undo)
            {
                action();
            }

            throw new ExportException(
                $"The results cannot be moved into {_folder} ({PlainText.OneLine(e.Message).TrimEnd('.')}); choose a place that can be written to and has room.", e);
        }

        _isCommitted = true;
    }

    /// <summary>Removes what was not committed, and the folder itself where it was made for nothing.</summary>
    public void Dispose()
    {
        MadeFolders.TryDelete(_staging);
        if (!_isCommitted)
        {
            MadeFolders.TryDelete(_created);
        }
    }

    /// <returns>What takes the move back.</returns>
    private static Action Move(string source, string target)
    {
        if (!File.Exists(target))
        {
            File.Move(source, target);
            return () => File.Delete(target);
        }

        string older = source + ".older";
        File.Copy(target, older);
        File.Move(source, target, overwrite: true);
        return () => File.Move(older, target, overwrite: true);
    }
}
