namespace Sam3D.Conversion.Tests;

/// <summary>A whole checkpoint folder, with texture, refinement and depth, of which one file is no good: told before anything is written, by the file's name and what to do.</summary>
public sealed class WholeFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WholeFolderTests() => SyntheticCheckpoint.Write(Checkpoint, new SyntheticCheckpointOptions { Seed = 1 }, cancellationToken: None);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private string Checkpoint => _folder.File("checkpoint");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CutShortOrAWebPage()
    {
        foreach (string file in SyntheticCheckpoint.WeightFiles.Where(f => f.EndsWith(".ckpt", StringComparison.Ordinal) || f == SyntheticCheckpoint.DepthModelFile))
        {
            string path = Path.Combine(Checkpoint, file);
            byte[] whole = File.ReadAllBytes(path);
            foreach (int length in (int[])[0, 1, 30, whole.Length / 2, whole.Length - 1])
            {
                File.WriteAllBytes(path, whole[..length]);
                Refuse(file, "fetch");
            }

            File.WriteAllText(path, "<html><body>401 Unauthorized</body></html>");
            Refuse(file, "is a web page, not a checkpoint", "fetch it again");
            File.WriteAllBytes(path, whole);
        }
    }

    [Fact]
    public void MissingOrHalfDownloaded()
    {
        foreach (string file in SyntheticCheckpoint.WeightFiles.Where(f => f.EndsWith(".ckpt", StringComparison.Ordinal)))
        {
            string path = Path.Combine(Checkpoint, file);
            File.Move(path, path + ".partial");
            Refuse(file, "is half downloaded", "resume the download");
            File.Move(path + ".partial", path + ".aside");
            Refuse(file, "is not in", "download the file");
            File.Move(path + ".aside", path);
        }
    }

    [Fact]
    public void ADepthNetworkMayBeMissingButNotHalfDownloaded()
    {
        string path = Path.Combine(Checkpoint, SyntheticCheckpoint.DepthModelFile);
        File.Move(path, path + ".partial");
        Refuse(SyntheticCheckpoint.DepthModelFile, "is half downloaded", "resume the download", "remove the .partial file");
        File.Delete(path + ".partial");
        Assert.Null(CheckpointConverter.Convert(Checkpoint, _folder.File("bundle"), cancellationToken: None).Depth);
    }

    private void Refuse(params string[] parts)
    {
        string message = Assert.Throws<CheckpointException>(
            () => CheckpointConverter.Convert(Checkpoint, _folder.File("out/bundle"), progress: new NoProgress(), cancellationToken: None)).Message;
        Assert.All(parts, part => Assert.Contains(part, message.Replace('\\', '/'), StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private sealed class NoProgress : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => Assert.Fail($"{value.Stage} is written already.");
    }
}
