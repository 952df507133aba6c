using System.Net;
using System.Net.Http.Headers;

namespace Sam3D.Conversion;

/// <summary>Fetches one file: what is there already is kept, what an earlier run began is continued, and only a whole, checked file gets to its place.</summary>
/// <param name="hub">Whom to ask.</param>
/// <param name="options">As whom, and how often.</param>
/// <param name="file">What to fetch.</param>
/// <param name="path">Its place.</param>
/// <param name="report">Told the bytes that are on disk.</param>
internal sealed class FileTransfer(HubClient hub, DownloadOptions options, DownloadFile file, string path, Action<long> report)
{
    private const int Chunk = 1 << 17;

    private readonly string _what = $"{file.Source} of {file.Repository}";
    private long _received;

    /// <summary>The question for a file.</summary>
    public static HubRequest Request(HubClient hub, DownloadFile file)
    {
        string escaped = string.Join('/', file.Source.Split('/').Select(Uri.EscapeDataString));
        return new HubRequest(
            hub.Address($"/{file.Repository}/resolve/{Uri.EscapeDataString(file.Revision)}/{escaped}"), file.Repository, file.Revision, file.Source);
    }

    /// <summary>Does all of it.</summary>
    public async Task<DownloadedFile> RunAsync(CancellationToken cancellationToken)
    {
        // 1. A finished file
        if (await IsThereAsync(cancellationToken).ConfigureAwait(false))
        {
            return new DownloadedFile(file, path, 0);
        }

        // 2. What an earlier run left
        using PartialFile partial = PartialFile.Open(path, file);
        await partial.TakeUpAsync(report, cancellationToken).ConfigureAwait(false);

        // 3. The rest
        var retries = new Retries(_what, options);
        while (partial.Length < file.Size)
        {
            try
            {
                await FetchAsync(partial, cancellationToken).ConfigureAwait(false);
            }
            catch (LostConnectionException e)
            {
                await retries.WaitAsync(e, partial.Length, cancellationToken).ConfigureAwait(false);
            }
        }

        // 4. Its place
        if (!partial.IsWhole())
        {
            string by = file.Check == FileCheck.Sha256 ? "SHA-256" : "Git SHA-1";
            throw Spoilt(partial, $"has {file.Size} bytes as it should, but not the {by} {file.Hash} that the repository lists; it was damaged on the way or changed meanwhile");
        }

        partial.Complete();
        return new DownloadedFile(file, path, _received);
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new DownloadException($"{Wording.Path(path)} is a folder, but a file of that name is to be written; remove it or choose another folder.");
        }

        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var digest = new FileDigest(file);
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (stream.Length == file.Size)
            {
                byte[] buffer = new byte[Chunk];
                for (long done = 0; await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read; report(done))
                {
                    digest.Append(buffer.AsSpan(0, read));
                    done += read;
                }

                if (digest.Matches())
                {
                    report(file.Size);
                    return true;
                }
            }
        }
        catch (Exception e) when (DiskErrors.Is(e))
        {
            throw new DownloadException($"{Wording.Path(path)} is there but cannot be read; check its permissions or remove it.", e);
        }

        report(0);
        return options.Overwrite
            ? false
            : throw new DownloadException($"{Wording.Path(path)} is there already and is not the repository's; choose another folder, remove it, or let it be replaced with --overwrite.");
    }

    /// <summary>One request: from where the file stands to its end.</summary>
    private async Task FetchAsync(PartialFile partial, CancellationToken cancellationToken)
    {
        HubRequest request = Request(hub, file) with { From = partial.Length, Tag = partial.Tag };
        using HttpResponseMessage response = await hub.GetAsync(request, cancellationToken).ConfigureAwait(false);
        HttpContentHeaders headers = response.Content.Headers;
        EntityTagHeaderValue? tag = response.Headers.ETag;
        string host = response.RequestMessage?.RequestUri?.Host ?? options.Endpoint.Host;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                // The server takes no ranges, or has another file now.
                partial.Restart(tag);
                break;
            case HttpStatusCode.PartialContent when request.From > 0:
                bool isSame = tag is null || request.Tag is null || tag.Equals(request.Tag);
                if (!isSame || headers.ContentRange is not { HasRange: true } range || range.From != request.From || (range.HasLength && range.Length != file.Size))
                {
                    partial.Restart(null);
                    throw new LostConnectionException($"{host} sends another part of the file than was asked for", "try another --endpoint");
                }

                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable when request.From > 0:
                partial.Restart(null);
                throw new LostConnectionException($"{host} has no byte {request.From} of the file (416), which should have {file.Size}", "try another --endpoint");
            default:
                throw new DownloadException($"{_what}: {host} answers with status {(int)response.StatusCode} though the whole file was asked for; try another --endpoint.");
        }

        if (headers.ContentLength is { } length && length != file.Size - partial.Length)
        {
            throw Spoilt(partial, $"would have {partial.Length + length} bytes by {host}, but the repository lists {file.Size}");
        }

        await CopyAsync(response, host, partial, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(HttpResponseMessage response, string host, PartialFile partial, CancellationToken cancellationToken)
    {
        await using var body = new HubBody(hub, response, host, file.Size);
        byte[] buffer = new byte[Chunk];
        while (true)
        {
            // Behind the last byte, one more is asked for, to learn that there is none.
            int wanted = (int)Math.Clamp(file.Size - partial.Length, 1, buffer.Length);
            int read = await body.ReadAsync(buffer, wanted, partial.Length, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            if (partial.Length == file.Size)
            {
                throw Spoilt(partial, $"goes on beyond the {file.Size} bytes that the repository lists");
            }

            await partial.AppendAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            _received += read;
            report(partial.Length);
        }

        if (partial.Length < file.Size)
        {
            throw HubErrors.CutShort(host, partial.Length, file.Size);
        }
    }

    private DownloadException Spoilt(PartialFile partial, string what)
    {
        partial.Remove();
        return new DownloadException($"{_what} {what}; what came was removed: run the command again, and try another --endpoint if that does not help.");
    }
}
