namespace Sam3D.Conversion.Tests.Downloads;

/// <summary>The disk's side of a download.</summary>
public sealed class DownloadFolderTests
{
    [Fact]
    public async Task AnotherFileOfTheSameNameIsReplacedOnRequestOnly()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("LICENSE"), "mine");
        DownloadOptions options = hub.Options() with { Files = ["LICENSE"] };
        await OfficialHub.RefusesAsync(folder.Path, options, "LICENSE is there already", "--overwrite");
        Assert.Equal("mine", File.ReadAllText(folder.File("LICENSE")));
        await OfficialHub.DownloadAsync(folder.Path, options with { Overwrite = true });
        Assert.Equal("the licence", File.ReadAllText(folder.File("LICENSE")));
    }

    [Fact]
    public async Task PlacesThatCannotBeWrittenTo()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("LICENSE"));
        DownloadOptions options = hub.Options() with { Files = ["LICENSE"] };
        await OfficialHub.RefusesAsync(folder.Path, options, "LICENSE is a folder");
        File.WriteAllText(folder.File("file"), "stays");
        await OfficialHub.RefusesAsync(folder.File("file"), options, "Cannot write");
        Assert.Equal("stays", File.ReadAllText(folder.File("file")));
    }

    [Fact]
    public async Task TwoDownloadsIntoOnePlaceDoNotMix()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        using var other = new FileStream(folder.File("ss_decoder.ckpt.partial"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "no other download");
    }

    [Fact]
    public async Task AFullDiskIsCalledSo()
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Skip("Only Linux has a device that is always full.");
        }

        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.File("ss_decoder.ckpt.partial"), "/dev/full");
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "ss_decoder.ckpt.partial: the disk is full", "make room");
        Assert.False(File.Exists(folder.File("ss_decoder.ckpt")));
    }
}
