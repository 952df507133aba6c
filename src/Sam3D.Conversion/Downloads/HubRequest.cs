using System.Net.Http.Headers;

namespace Sam3D.Conversion;

/// <summary>One question to the hub.</summary>
/// <param name="Address">Where.</param>
/// <param name="Repository">The repository, for messages.</param>
/// <param name="Revision">Its revision, for messages.</param>
/// <param name="File">The file, or null for a listing.</param>
internal sealed record HubRequest(Uri Address, string Repository, string Revision, string? File = null)
{
    /// <summary>The first byte that is wanted.</summary>
    public long From { get; init; }

    /// <summary>What the file must still be for a part of it to be of use.</summary>
    public EntityTagHeaderValue? Tag { get; init; }

    /// <summary>What is asked for, for messages.</summary>
    public string Subject => File is null ? $"the listing of {Repository}" : $"{File} of {Repository}";
}
