using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sam3D.Conversion;

/// <summary>
/// The files of a repository: the hub's <c>/api/models/{repository}/tree/{revision}?recursive=true</c>, a JSON array of entries with <c>type</c>,
/// <c>path</c>, <c>size</c>, <c>oid</c> (SHA-1 of the Git blob) and, for large files, <c>lfs</c> with <c>oid</c> (SHA-256) and <c>size</c>; further pages by
/// the header <c>Link</c>.
/// </summary>
internal sealed partial class HubListing
{
    private const int Sha1Digits = 40, Sha256Digits = 64, DeepestJson = 16;

    private readonly HubClient _hub;
    private readonly DownloadOptions _options;
    private readonly string _repository;
    private readonly string _revision;
    private readonly Dictionary<string, HubEntry> _files = new(StringComparer.Ordinal);
    private int _bytes;
    private int _entries;

    private HubListing(HubClient hub, DownloadOptions options, string repository, string revision) =>
        (_hub, _options, _repository, _revision) = (hub, options, repository, revision);

    /// <summary>Reads all pages.</summary>
    /// <exception cref="DownloadException">The hub refuses, or the listing is beyond a limit or names what lies outside of the repository.</exception>
    public static async Task<IReadOnlyDictionary<string, HubEntry>> ReadAsync(
        HubClient hub, DownloadOptions options, string repository, string revision, CancellationToken cancellationToken)
    {
        var listing = new HubListing(hub, options, repository, revision);
        Uri? page = hub.Address($"/api/models/{repository}/tree/{Uri.EscapeDataString(revision)}?recursive=true");
        for (int pages = 0; page is not null; pages++)
        {
            if (pages == options.Limits.MaxListingPages)
            {
                throw listing.TooLarge($"{pages} pages", nameof(DownloadLimits.MaxListingPages));
            }

            page = await listing.ReadPageAsync(page, cancellationToken).ConfigureAwait(false);
        }

        return listing._files;
    }

    /// <returns>The address of the next page.</returns>
    private async Task<Uri?> ReadPageAsync(Uri address, CancellationToken cancellationToken)
    {
        var request = new HubRequest(address, _repository, _revision);
        int limit = _options.Limits.MaxListingBytes - _bytes;
        HubAnswer answer = await HubAnswer.ReadAsync(
            _hub, _options, request, limit, () => TooLarge($"{_options.Limits.MaxListingBytes} bytes", nameof(DownloadLimits.MaxListingBytes)), cancellationToken).ConfigureAwait(false);
        _bytes += answer.Content.Length;
        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.Content, new JsonDocumentOptions { MaxDepth = DeepestJson });
            foreach (JsonElement entry in json.RootElement.EnumerateArray())
            {
                if (++_entries > _options.Limits.MaxListingEntries)
                {
                    throw TooLarge($"{_options.Limits.MaxListingEntries} entries", nameof(DownloadLimits.MaxListingEntries));
                }

                Add(entry);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Refuse("is not the JSON list that a hub gives", "check the endpoint", e);
        }

        return NextPage(answer.Link);
    }

    private void Add(JsonElement entry)
    {
        string path = entry.GetProperty("path").GetString() ?? "";
        if (!HubPath.IsInside(path, _options.Limits))
        {
            throw Refuse($"names {Wording.Quote(path)}, which is no path inside of a repository", "do not use it");
        }

        if (entry.GetProperty("type").GetString() != "file")
        {
            return;
        }

        string oid = Property(entry, "oid") is { ValueKind: JsonValueKind.String } id ? id.GetString()!.ToLowerInvariant() : "";
        long size = entry.GetProperty("size").GetInt64();
        (FileCheck check, string hash) = IsHash(oid, Sha1Digits) ? (FileCheck.GitSha1, oid) : (FileCheck.Size, "");
        if (Property(entry, "lfs") is { ValueKind: JsonValueKind.Object } lfs)
        {
            hash = lfs.GetProperty("oid").GetString()?.ToLowerInvariant() ?? "";
            check = FileCheck.Sha256;
            if (!IsHash(hash, Sha256Digits) || lfs.GetProperty("size").GetInt64() != size)
            {
                throw Refuse($"contradicts itself about {Wording.Quote(path)}", "check the endpoint");
            }
        }

        if (size < 0 || !_files.TryAdd(path, new HubEntry(path, size, check, hash)))
        {
            throw Refuse($"names {Wording.Quote(path)} twice or with a size of {size}", "do not use it");
        }
    }

    private Uri? NextPage(string? link)
    {
        if (link is null || NextLink().Match(link) is not { Success: true } match)
        {
            return null;
        }

        // A next page elsewhere would draw the token there.
        return Uri.TryCreate(match.Groups[1].Value, UriKind.Absolute, out Uri? next) && HubPath.IsSameServer(next, _options.Endpoint)
            ? next
            : throw Refuse("goes on at another server", "do not use it");
    }

    private static JsonElement? Property(JsonElement entry, string name) => entry.TryGetProperty(name, out JsonElement value) ? value : null;

    private static bool IsHash(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    private DownloadException TooLarge(string what, string limit) => Refuse($"has more than {what}", $"raise {limit} if you trust the hub");

    private DownloadException Refuse(string what, string remedy, Exception? inner = null) =>
        new($"The listing of {_repository} by {_options.Endpoint.Host} {Wording.Sentence(what)}; {remedy}.", inner);

    [GeneratedRegex("<([^<>]{1,2000})>\\s*;\\s*rel=\"?next\"?")]
    private static partial Regex NextLink();
}
