namespace Sam3D.Conversion;

/// <summary>Where a download stands.</summary>
/// <param name="File">The file that moved on, its path below the checkpoint folder.</param>
/// <param name="FileBytes">Its bytes that are on disk.</param>
/// <param name="FileSize">Its size.</param>
/// <param name="Bytes">Bytes of all files that are on disk.</param>
/// <param name="TotalBytes">Bytes of all files.</param>
public readonly record struct DownloadProgress(string File, long FileBytes, long FileSize, long Bytes, long TotalBytes);
