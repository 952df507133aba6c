namespace Sam3D.Conversion;

/// <summary>A file that is whole and checked.</summary>
/// <param name="File">What was asked for.</param>
/// <param name="Path">Where it is.</param>
/// <param name="BytesReceived">Bytes of this run: 0 when the file was there already, fewer than its size when it was resumed.</param>
public sealed record DownloadedFile(DownloadFile File, string Path, long BytesReceived);
