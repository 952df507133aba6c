namespace Sam3D.Conversion;

/// <summary>Names that come from outside and become addresses or file names.</summary>
internal static class HubPath
{
    private const int LongestName = 96, LongestRevision = 200;

    // Windows takes these for devices, with any ending.
    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(i => (string[])[$"COM{i}", $"LPT{i}"])], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a text is <c>owner/name</c>.</summary>
    public static bool IsRepository(string name) => name.Split('/') is [{ } owner, { } model] && IsName(owner) && IsName(model);

    /// <summary>Whether a text can be a branch, tag or commit.</summary>
    public static bool IsRevision(string name) =>
        name.Length is > 0 and <= LongestRevision && name[0] is not ('-' or '/') && name[^1] != '/'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '-')
        && !name.Contains("..", StringComparison.Ordinal) && !name.Contains("//", StringComparison.Ordinal);

    /// <summary>Whether an address can be a hub's.</summary>
    public static bool IsEndpoint(Uri address) =>
        address is { IsAbsoluteUri: true, UserInfo: "", Query: "", Fragment: "" } && IsSafe(address, allowsLoopback: true);

    /// <summary>Whether nobody on the way can read or change what goes to an address.</summary>
    public static bool IsSafe(Uri address, bool allowsLoopback) =>
        address.Scheme == Uri.UriSchemeHttps || (allowsLoopback && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>Whether two addresses are of the same server.</summary>
    public static bool IsSameServer(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && a.IdnHost.Equals(b.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a path of a listing stays inside of its repository.</summary>
    public static bool IsInside(string path, DownloadLimits limits) =>
        path.Length > 0 && path.Length <= limits.MaxPathLength
        && !path.Any(c => char.IsControl(c) || c == '\\')
        && path.Split('/').All(part => part is not ("" or "." or ".."));

    /// <summary>
    /// Whether a path means the same file below a folder on every operating system: an allow-list of characters, no devices, nothing hidden, and none of the
    /// endings of unfinished downloads.
    /// </summary>
    public static bool IsPlain(string path, DownloadLimits limits) => IsInside(path, limits) && path.Split('/').All(IsPlainName);

    private static bool IsPlainName(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or '_' or '-' or '+')
        && name[0] is not ('.' or ' ') && name[^1] is not ('.' or ' ')
        && !Devices.Contains(name.Split('.')[0].TrimEnd())
        && !name.EndsWith(PartialFile.Ending, StringComparison.OrdinalIgnoreCase)
        && !name.EndsWith(PartialFile.NoteEnding, StringComparison.OrdinalIgnoreCase);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && !name.Contains("..", StringComparison.Ordinal);
}
