using System.Net.Http.Headers;

namespace Sam3D.Conversion;

/// <summary>
/// A file on its way: <c>name.partial</c> beside its place, and <c>name.partial.etag</c> with what it becomes and the server's tag, so that a later run can
/// go on. Its failures are <see cref="DownloadException"/>s.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    /// <summary>What the name of an unfinished file ends in.</summary>
    public const string Ending = ".partial";

    /// <summary>What the name of the note beside it ends in.</summary>
    public const string NoteEnding = Ending + ".etag";

    private const int Chunk = 1 << 17;

    private readonly DownloadFile _file;
    private readonly string _target;
    private readonly FileDigest _digest;
    private readonly FileStream _stream;

    private PartialFile(DownloadFile file, string target, FileStream stream)
    {
        _file = file;
        _target = target;
        _stream = stream;
        _digest = new FileDigest(file);
    }

    /// <summary>Bytes that are there and hashed.</summary>
    public long Length { get; private set; }

    /// <summary>The server's tag of what the bytes are a part of; only strong ones.</summary>
    public EntityTagHeaderValue? Tag { get; private set; }

    /// <summary>Opens what an earlier run left of the file, or begins.</summary>
    public static PartialFile Open(string target, DownloadFile file)
    {
        string path = target + Ending;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            return new PartialFile(
                file, target, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception e) when (DiskErrors.Is(e))
        {
            throw DiskErrors.Of(path, e);
        }
    }

    /// <summary>Hashes what an earlier run left, or drops it when it is of another file, too long, or cannot be told to be of this one.</summary>
    /// <param name="report">Told the bytes so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task TakeUpAsync(Action<long> report, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        string[] note = File.Exists(_target + NoteEnding) && new FileInfo(_target + NoteEnding).Length < Chunk ? File.ReadAllLines(_target + NoteEnding) : [];
        Tag = note.Length > 1 && EntityTagHeaderValue.TryParse(note[1], out EntityTagHeaderValue? tag) && !tag.IsWeak ? tag : null;
        bool isOurs = note.Length > 0 && note[0] == _file.Identity && (Tag is not null || _file.Check != FileCheck.Size);
        if (!isOurs || _stream.Length > _file.Size)
        {
            Begin(null);
            return;
        }

        byte[] buffer = new byte[Chunk];
        _stream.Position = 0;
        while (await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            _digest.Append(buffer.AsSpan(0, read));
            Length += read;
            report(Length);
        }
    });

    /// <summary>Drops all bytes.</summary>
    /// <param name="tag">The server's tag of what comes now.</param>
    public void Restart(EntityTagHeaderValue? tag) => Guard(() => Begin(tag));

    /// <summary>Writes further bytes.</summary>
    public Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await _stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _digest.Append(bytes.Span);
        Length += bytes.Length;
    });

    /// <summary>Whether the bytes are the whole expected file.</summary>
    public bool IsWhole() => Length == _file.Size && _digest.Matches();

    /// <summary>Moves the file to its place.</summary>
    public void Complete() => Guard(() =>
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_target + Ending, _target, overwrite: true);
        File.Delete(_target + NoteEnding);
    });

    /// <summary>Removes what is there.</summary>
    public void Remove() => Guard(() =>
    {
        _stream.Dispose();
        File.Delete(_target + Ending);
        File.Delete(_target + NoteEnding);
    });

    /// <summary>Closes the file; what is there stays for a later run, unless it is nothing.</summary>
    public void Dispose()
    {
        // What is there may not be hashed yet, so the file itself is asked.
        bool isEmpty = _stream.CanRead && _stream.Length == 0;
        _stream.Dispose();
        _digest.Dispose();
        if (isEmpty)
        {
            try
            {
                File.Delete(_target + Ending);
                File.Delete(_target + NoteEnding);
            }
            catch (Exception e) when (DiskErrors.Is(e))
            {
                // An empty file hides nothing, and what went wrong before says more.
            }
        }
    }

    private void Begin(EntityTagHeaderValue? tag)
    {
        Tag = tag is { IsWeak: false } ? tag : null;
        Length = 0;
        if (_stream.Length > 0)
        {
            _stream.SetLength(0);
        }

        _stream.Position = 0;
        _digest.Restart();
        File.WriteAllLines(_target + NoteEnding, [_file.Identity, Tag?.ToString() ?? ""]);
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (DiskErrors.Is(e))
        {
            throw DiskErrors.Of(_target + Ending, e);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (DiskErrors.Is(e))
        {
            throw DiskErrors.Of(_target + Ending, e);
        }
    }
}
