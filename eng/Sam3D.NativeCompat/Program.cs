using Sam3D.NativeCompat;

// Called by Sam3D.NativeCompat.targets: LIBRARY OUTPUT [C++ LIBRARY]...
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: Sam3D.NativeCompat LIBRARY OUTPUT [C++ LIBRARY]...");
    return 2;
}

(string library, string output) = (args[0], args[1]);
FixResult result = StandardLibraryFix.Apply(File.ReadAllBytes(library), args.Length > 2 ? File.ReadAllBytes(args[2]) : null);
Console.WriteLine($"{Path.GetFileName(library)}: {result.Message}");
if (result.Library is { } changed)
{
    // Readers see the old file or the whole new one.
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
    string temporary = $"{output}.{Environment.ProcessId}.tmp";
    File.WriteAllBytes(temporary, changed);
    File.Move(temporary, output, overwrite: true);
}
else
{
    File.Delete(output);
}

return 0;
