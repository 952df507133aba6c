namespace Sam3D.Core.Tests.Abstractions;

public sealed class VideoFramesTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_of_a_folder_come_in_the_order_of_their_numbers()
    {
        using var folder = new TemporaryFolder();
        foreach (int i in (int[])[2, 10, 1])
        {
            new RgbImage(i, 3, new byte[9 * i]).SavePng(folder.File($"f{i}.png"));
        }

        await File.WriteAllTextAsync(folder.File("f3.txt"), "no picture", None);
        var widths = new List<int>();
        await foreach (VideoFrame frame in VideoFrames.FromFolder(folder.Path, None))
        {
            widths.Add(frame.Image.Width);
        }

        Assert.Equal([1, 2, 10], widths);
    }

    [Fact]
    public void A_folder_without_pictures_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("holds no pictures, expected the frames of a video as .png", Assert.Throws<ImageException>(() => VideoFrames.FromFolder(folder.Path, None)).Message, StringComparison.Ordinal);
        Assert.Contains("give a folder with the frames", Assert.Throws<ImageException>(() => VideoFrames.FilesOf(folder.File("none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_is_asked_until_it_has_no_more()
    {
        var asked = new List<int>();
        int frames = 0;
        await foreach (VideoFrame frame in VideoFrames.FromCallback(
            number =>
            {
                asked.Add(number);
                return number < 3 ? new RgbImage(1, 1, new byte[3]) : null;
            },
            None))
        {
            // Each is asked for when its turn comes.
            Assert.Equal(++frames, asked.Count);
        }

        Assert.Equal([0, 1, 2, 3], asked);
    }
}
