using Sam3D.Export;

namespace Sam3D.Core.Tests.Export;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sam3d-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WritesAndReplaces()
    {
        string path = Path.Combine(_folder, "a.bin");
        AtomicFile.Write(path, s => s.Write([1, 2, 3, 4]));
        AtomicFile.Write(path, s => s.Write([5]));
        Assert.Equal([5], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(OperationCanceledException))]
    [InlineData(typeof(IOException))]
    public void AFailureLeavesTheOldFileAndNothingElse(Type type)
    {
        string path = Path.Combine(_folder, "a.bin");
        File.WriteAllBytes(path, [9, 9]);
        Exception thrown = (Exception)Activator.CreateInstance(type, "disk\nfull")!;
        Exception caught = Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, s =>
        {
            s.Write(new byte[100_000]);
            throw thrown;
        }));

        Assert.Equal([9, 9], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
        if (thrown is IOException)
        {
            Assert.IsType<ExportException>(caught);
            Assert.Contains("disk full", caught.Message);
            Assert.DoesNotContain('\n', caught.Message);
        }
        else
        {
            Assert.Same(thrown, caught);
        }
    }

    [Fact]
    public void ImpossiblePlacesAreNamedInOneLine()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        (string Path, string Says)[] cases =
        [
            (Path.Combine(_folder, "missing", "a.glb"), "does not exist"),
            (_folder, "it is a folder"),
            (Path.Combine(file, "a.glb"), "does not exist"),
            (Path.Combine(_folder, "a\0b.glb"), "not a valid path"),
            (Path.Combine(_folder, new string('x', 300)), "Cannot write"),
        ];
        foreach ((string path, string says) in cases)
        {
            bool called = false;
            string message = Assert.Throws<ExportException>(() => AtomicFile.Write(path, _ => called = true)).Message;
            Assert.Contains(says, message);
            Assert.DoesNotContain('\n', message);
            Assert.True(!called || says == "Cannot write");
        }

        Assert.Equal([file], Directory.GetFileSystemEntries(_folder));
        Assert.Throws<ArgumentException>(() => AtomicFile.Write(" ", _ => { }));
    }

    [Fact]
    public void AFolderWithoutPermissionIsNamed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix file modes.");
        string locked = Directory.CreateDirectory(Path.Combine(_folder, "locked")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Assert.SkipWhen(CanWrite(locked), "This user may write everywhere.");
        string message = Assert.Throws<ExportException>(() => AtomicFile.Write(Path.Combine(locked, "a.glb"), _ => { })).Message;
        Assert.Contains("no permission", message);
        Assert.Contains("a.glb", message);
    }

    private static bool CanWrite(string folder)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, "probe"), "");
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
