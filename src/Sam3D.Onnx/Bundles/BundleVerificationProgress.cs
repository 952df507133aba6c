namespace Sam3D.Bundles;

/// <summary>How far the check of a bundle is.</summary>
/// <param name="File">The file at work.</param>
/// <param name="VerifiedBytes">Bytes of all files that have been checked.</param>
/// <param name="TotalBytes">Bytes of all files.</param>
public readonly record struct BundleVerificationProgress(string File, long VerifiedBytes, long TotalBytes);
