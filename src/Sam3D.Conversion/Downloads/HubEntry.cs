namespace Sam3D.Conversion;

/// <summary>A file of a listing.</summary>
/// <param name="Path">Path in the repository.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="Check">How its content is checked.</param>
/// <param name="Hash">The expected hash, lower-case; empty for <see cref="FileCheck.Size"/>.</param>
internal sealed record HubEntry(string Path, long Size, FileCheck Check, string Hash);
