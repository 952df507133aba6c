namespace Sam3D.Conversion.Tests;

public sealed class CheckpointFileTests
{
    [Fact]
    public void GoesByContentNotByEnding()
    {
        using var torch = new ScratchFile("model.safetensors", PyTorchWriter.Build([PyTorchWriter.Single("t", [1], 5)]));
        using (ICheckpoint checkpoint = CheckpointFile.Open(torch.Path))
        {
            Assert.IsType<PyTorchFile>(checkpoint);
        }

        using var safe = new ScratchFile("model.ckpt", []);
        SafetensorsWriter.Write(safe.Path, [SafetensorsWriter.Single("t", [1], new float[] { 5 })]);
        using (ICheckpoint checkpoint = CheckpointFile.Open(safe.Path))
        {
            Assert.IsType<SafetensorsFile>(checkpoint);
        }
    }

    // 640 = 0x0280 in little endian begins like a pickle of protocol 2.
    [Fact]
    public void TellsAHeaderOf640BytesFromAPickle()
    {
        using var path = new ScratchFile("x.safetensors", []);
        string name = "";
        do
        {
            name += "n";
            SafetensorsWriter.Write(path.Path, [SafetensorsWriter.Single(name, [1], new float[] { 5 })]);
        }
        while (BitConverter.ToInt64(File.ReadAllBytes(path.Path)) < 640);

        Assert.Equal([0x80, 0x02], File.ReadAllBytes(path.Path)[..2]);
        Assert.Equal([5], CheckpointReading.ReadAll(path.Path)[name]);
    }

    [Fact]
    public void NamesAMissingFileOrFolder()
    {
        using var file = new ScratchFile("x", []);
        string folder = Path.GetDirectoryName(file.Path)!;
        Assert.Contains("no such file", Assert.Throws<CheckpointException>(() => CheckpointFile.Open(file.Path + "y")).Message);
        Assert.Contains("no such file", Assert.Throws<CheckpointException>(() => CheckpointFile.Open(Path.Combine(file.Path + "y", "z"))).Message);
        Assert.Contains("is a folder", Assert.Throws<CheckpointException>(() => CheckpointFile.Open(folder)).Message);
        Assert.Throws<ArgumentException>(() => CheckpointFile.Open(""));
    }

    [Fact]
    public void ClosesTheFileThatItRefuses()
    {
        using var file = new ScratchFile("x.pt", "PK\x03\x04 and nothing else"u8);
        Assert.Throws<CheckpointException>(() => CheckpointFile.Open(file.Path));
        using FileStream exclusive = File.Open(file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.CanWrite);
    }

    [Fact]
    public void KeepsMessagesToOneShortLine()
    {
        string path = string.Join('/', Enumerable.Repeat("folder\n", 200)) + "/model.pt";
        string message = Assert.Throws<CheckpointException>(() => CheckpointFile.Open(path)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.Contains("model.pt", message);
        Assert.True(message.Length < 400);
    }

    [Fact]
    public void CannotBeReadAfterDisposal()
    {
        using var file = new ScratchFile("x.pt", PyTorchWriter.Build([PyTorchWriter.Single("t", [1], 5)]));
        ICheckpoint checkpoint = CheckpointFile.Open(file.Path);
        checkpoint.Dispose();
        Assert.Throws<ObjectDisposedException>(() => checkpoint.ReadSingle("t"));
    }
}
