namespace Sam3D.NativeCompat;

/// <summary>A version of another library's symbols that a library needs.</summary>
/// <param name="Library">File name of the other library.</param>
/// <param name="NamePlace">Place of the version's name in the table of names.</param>
/// <param name="Name">The version, for example <c>GLIBCXX_3.4</c>.</param>
/// <param name="FlagsPlace">Where the 16 bits of its flags stand in the file.</param>
/// <param name="Number">The number by which symbols refer to it.</param>
internal readonly record struct VersionNeed(string Library, long NamePlace, string Name, int FlagsPlace, int Number);
