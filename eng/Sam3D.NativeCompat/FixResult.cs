namespace Sam3D.NativeCompat;

/// <summary>What became of a library.</summary>
/// <param name="Library">The changed library; <see langword="null"/> where it stays as it is.</param>
/// <param name="Message">Why, in one line.</param>
internal sealed record FixResult(byte[]? Library, string Message);
