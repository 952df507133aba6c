using Sam3D.NativeCompat;

namespace Sam3D.Torch.Tests;

/// <summary>The step of the build that fits TorchSharp's library to older C++ libraries, on made libraries.</summary>
public sealed class StandardLibraryFixTests
{
    private const string Weak = "weak";

    private static readonly byte[] OldSystem = new TinyLibrary().Defines("GLIBCXX_3.4", "GLIBCXX_3.4.30").Build();

    private static readonly byte[] NewSystem = new TinyLibrary().Defines("GLIBCXX_3.4", "GLIBCXX_3.4.30", "GLIBCXX_3.4.32").Build();

    [Fact]
    public void The_symbol_takes_a_name_and_version_that_every_system_has()
    {
        FixResult result = StandardLibraryFix.Apply(Usual().Build(), OldSystem);
        Assert.NotNull(result.Library);
        var library = new ElfLibrary(result.Library);
        Assert.Equal(["", "other", StandardLibraryFix.OldSymbol, "mine"], library.Symbols().Select(s => library.Text(s.Name)));
        Assert.Equal([0, 3, 2, 1], library.Symbols().Select(s => s.Version));
        Assert.Equal(
            ["GLIBC_2.4:3", "GLIBCXX_3.4.32:18 weak", "GLIBCXX_3.4:2"],
            library.Needs().Select(n => $"{n.Name}:{n.Number}{(result.Library[n.FlagsPlace] == 2 ? " " + Weak : "")}"));

        // A changed library is not changed again: nothing refers to the newer version.
        FixResult again = StandardLibraryFix.Apply(result.Library, OldSystem);
        Assert.Null(again.Library);
    }

    [Fact]
    public void Only_names_versions_and_flags_are_changed()
    {
        byte[] original = Usual().Build(), changed = StandardLibraryFix.Apply(original, OldSystem).Library!;
        Assert.Equal(original.Length, changed.Length);
        int differing = original.Zip(changed).Count(p => p.First != p.Second);
        Assert.InRange(differing, 3, StandardLibraryFix.NewSymbol.Length + 2);
    }

    [Fact]
    public void Newer_systems_keep_the_library()
    {
        FixResult result = StandardLibraryFix.Apply(Usual().Build(), NewSystem);
        Assert.Null(result.Library);
        Assert.Contains("has GLIBCXX_3.4.32", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Libraries_that_are_not_as_expected_stay_as_they_are()
    {
        (string Message, byte[] Library)[] cases =
        [
            ("not a 64-bit", [.. Enumerable.Repeat((byte)1, 100)]),
            ("ends at byte 0", []),
            ("does not need", new TinyLibrary().Symbol("a", 2).Needs("libstdc++.so.6", ("GLIBCXX_3.4", 2)).Build()),
            ("[new_function]", new TinyLibrary().Symbol("new_function", 18).Needs("libstdc++.so.6", ("GLIBCXX_3.4.32", 18), ("GLIBCXX_3.4", 2)).Build()),
            ("new_function]", Usual().Symbol("new_function", 18).Build()),
            ("beside it", new TinyLibrary().Symbol(StandardLibraryFix.NewSymbol, 18).Needs("libstdc++.so.6", ("GLIBCXX_3.4.32", 18)).Build()),
            ("expected", new TinyLibrary().Symbol(StandardLibraryFix.NewSymbol, 18, isDefined: true).Needs("libstdc++.so.6", ("GLIBCXX_3.4.32", 18), ("GLIBCXX_3.4", 2)).Build()),
        ];
        Assert.All(cases, c =>
        {
            FixResult result = StandardLibraryFix.Apply(c.Library, OldSystem);
            Assert.Null(result.Library);
            Assert.StartsWith("left as it is", result.Message, StringComparison.Ordinal);
            Assert.Contains(c.Message, result.Message, StringComparison.Ordinal);
        });
        Assert.Contains("no known place", StandardLibraryFix.Apply(Usual().Build(), null).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_and_many_mutations_end_in_a_line()
    {
        byte[] library = Usual().Build();
        for (int length = 0; length < library.Length; length++)
        {
            Assert.Null(StandardLibraryFix.Apply(library[..length], OldSystem).Library);
        }

        var random = new Random(1);
        for (int i = 0; i < 5000; i++)
        {
            byte[] mutated = [.. library];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            FixResult result = StandardLibraryFix.Apply(mutated, OldSystem);
            Assert.EndsWith(".", result.Message, StringComparison.Ordinal);
            Assert.True(result.Library is null || result.Library.Length == mutated.Length);
            Assert.NotEmpty(StandardLibraryFix.Apply(library, mutated).Message);
        }
    }

    /// <summary>What TorchSharp's library looks like.</summary>
    private static TinyLibrary Usual() => new TinyLibrary()
        .Symbol("other", 3).Symbol(StandardLibraryFix.NewSymbol, 18).Symbol("mine", 1, isDefined: true)
        .Needs("libc.so.6", ("GLIBC_2.4", 3))
        .Needs("libstdc++.so.6", ("GLIBCXX_3.4.32", 18), ("GLIBCXX_3.4", 2));
}
