namespace Sam3D.Conversion;

/// <summary>Where the writing of a synthetic checkpoint stands.</summary>
/// <param name="File">The file that is being written; empty at the end.</param>
/// <param name="WrittenBytes">Bytes of weights written so far.</param>
/// <param name="TotalBytes">Bytes of all weights.</param>
public readonly record struct SyntheticProgress(string File, long WrittenBytes, long TotalBytes);
