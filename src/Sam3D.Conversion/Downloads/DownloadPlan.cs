namespace Sam3D.Conversion;

/// <summary>What a download fetches, smallest file first.</summary>
/// <param name="Files">The files.</param>
public sealed record DownloadPlan(IReadOnlyList<DownloadFile> Files)
{
    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(f => f.Size);
}
