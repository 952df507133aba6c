namespace Sam3D.TestKit;

/// <summary>A request that a <see cref="TestHub"/> got.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Header fields by their name.</param>
public sealed record HubCall(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The file that is asked for, for example <c>ss_decoder.ckpt</c>; empty for a listing.</summary>
    public string File => Path.Split("/resolve/") is [_, var rest] ? rest[(rest.IndexOf('/') + 1)..] : "";

    /// <summary>The first byte that is asked for.</summary>
    public int From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..^1]) : 0;

    /// <summary>The token that came along, or null.</summary>
    public string? Token => Headers.TryGetValue("Authorization", out string? value) ? value["Bearer ".Length..] : null;
}
