using System.Buffers.Binary;
using System.Text;

namespace Sam3D.NativeCompat;

/// <summary>
/// TorchSharp's native library needs the version GLIBCXX_3.4.32 of the C++ library for one symbol, which is never called: newer compilers name it so that the
/// C++ library's streams are initialised, which libtorch's own libraries, of an older compiler, do anyway. Debian 12 and its
/// contemporaries have GLIBCXX_3.4.30. In a copy of the library the symbol gets another name, one that every C++ library has, of the version
/// GLIBCXX_3.4, and the need of the newer version becomes a wish.
/// </summary>
internal static class StandardLibraryFix
{
    /// <summary>The C++ library.</summary>
    public const string StandardLibrary = "libstdc++.so.6";

    /// <summary>The version that is too new.</summary>
    public const string NewVersion = "GLIBCXX_3.4.32";

    /// <summary>A version that every C++ library has.</summary>
    public const string OldVersion = "GLIBCXX_3.4";

    /// <summary>The one symbol of <see cref="NewVersion"/>.</summary>
    public const string NewSymbol = "_ZSt21ios_base_library_initv";

    /// <summary>A function of <see cref="OldVersion"/> with a name that is not longer.</summary>
    public const string OldSymbol = "_ZSt18uncaught_exceptionv";

    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>Changes a copy of a library where the system needs it.</summary>
    /// <param name="library">The library.</param>
    /// <param name="system">The system's C++ library; <see langword="null"/> where there is none at a known place.</param>
    public static FixResult Apply(byte[] library, byte[]? system)
    {
        try
        {
            if (system is null)
            {
                return new FixResult(null, $"left as it is, for {StandardLibrary} is at no known place; where it lacks {NewVersion}, loading will fail.");
            }

            return new ElfLibrary(system).Definitions().Contains(NewVersion, StringComparer.Ordinal)
                ? new FixResult(null, $"left as it is, for the system's {StandardLibrary} has {NewVersion}.")
                : Change(library);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            return new FixResult(null, $"left as it is, for it or the system's {StandardLibrary} is not as expected: {e.Message}.");
        }
    }

    private static FixResult Change(byte[] bytes)
    {
        var library = new ElfLibrary(bytes);
        VersionNeed[] needs = [.. library.Needs()];
        VersionNeed[] newer = [.. needs.Where(n => n.Library == StandardLibrary && n.Name == NewVersion)];
        if (newer.Length == 0)
        {
            return new FixResult(null, $"left as it is, for it does not need {NewVersion}.");
        }

        VersionNeed[] older = [.. needs.Where(n => n.Library == StandardLibrary && n.Name == OldVersion)];
        Symbol[] symbols = [.. library.Symbols()];
        Symbol[] affected = [.. symbols.Where(s => s.Version == newer[0].Number)];
        if (newer.Length > 1 || older.Length != 1 || affected is not [{ IsDefined: false }] || library.Text(affected[0].Name) != NewSymbol)
        {
            string[] names = [.. affected.Select(s => library.Text(s.Name))];
            throw new InvalidDataException($"of {NewVersion} it takes [{string.Join(", ", names)}], expected {NewSymbol} alone and {OldVersion} beside it");
        }

        // Names may share their ends, so that another one may begin within this.
        long name = affected[0].Name;
        IEnumerable<long> others = symbols.Where(s => s.VersionPlace != affected[0].VersionPlace).Select(s => s.Name)
            .Concat(needs.Select(n => n.NamePlace)).Concat(library.DynamicNames());
        if (others.Any(other => other >= name && other <= name + NewSymbol.Length))
        {
            throw new InvalidDataException($"the name {NewSymbol} is a part of another");
        }

        byte[] changed = [.. bytes];
        Span<byte> text = changed.AsSpan(library.PlaceOfName(name), NewSymbol.Length);
        text.Clear();
        Encoding.ASCII.GetBytes(OldSymbol, text);
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(affected[0].VersionPlace), (ushort)older[0].Number);
        Span<byte> flags = changed.AsSpan(newer[0].FlagsPlace);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
        return new FixResult(changed, $"changed in a copy, for the system's {StandardLibrary} lacks {NewVersion}.");
    }
}
