namespace Sam3D.NativeCompat;

/// <summary>A dynamic symbol.</summary>
/// <param name="Name">Place of its name in the table of names.</param>
/// <param name="IsDefined">Whether the library has it, rather than takes it from another.</param>
/// <param name="VersionPlace">Where the 16 bits of its version stand in the file.</param>
/// <param name="Version">Number of its version.</param>
internal readonly record struct Symbol(long Name, bool IsDefined, int VersionPlace, int Version);
