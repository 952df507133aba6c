namespace Sam3D.Conversion.Tests;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void RoundTripsTensorsMetadataAndOrder()
    {
        using var path = new ScratchFile("x.safetensors", []);
        var metadata = new Dictionary<string, string> { ["format"] = "pt", ["π"] = "line\nbreak" };
        SafetensorsWriter.Write(
            path.Path,
            [SafetensorsWriter.Single("z", [2, 1], new float[] { 1, 2 }), SafetensorsWriter.Single("a", [], new float[] { 3 })],
            metadata);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        Assert.Equal(["z", "a"], file.Tensors.Keys);
        Assert.Equal([2, 1], file.Tensors["z"].Shape);
        Assert.Equal([1, 2], file.ReadSingle("z"));
        Assert.Equal([3], file.ReadSingle("a"));
        Assert.Equal(metadata, file.Metadata);
    }

    [Fact]
    public void AlignsTheDataToEightBytes()
    {
        using var path = new ScratchFile("x.safetensors", []);
        for (int length = 1; length < 12; length++)
        {
            SafetensorsWriter.Write(path.Path, [SafetensorsWriter.Single(new string('n', length), [1], new float[1])]);
            Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path.Path)) % 8);
        }
    }

    [Fact]
    public void CopiesTensorsBetweenFormats()
    {
        (CheckpointTensor, byte[])[] tensors = [(new CheckpointTensor("h", CheckpointType.Float16, [2]), [0, 0x3c, 0xff, 0x7b])];
        using var source = new ScratchFile("x.pt", PyTorchWriter.Build(tensors));
        using var target = new ScratchFile("x.safetensors", []);
        using (ICheckpoint checkpoint = CheckpointFile.Open(source.Path))
        {
            SafetensorsWriter.Write(target.Path, checkpoint.Tensors.Values.Select(t => (t, (Action<Stream>)(s =>
            {
                using Stream bytes = checkpoint.OpenRead(t.Name);
                bytes.CopyTo(s);
            }))));
        }

        using ICheckpoint copy = CheckpointFile.Open(target.Path);
        Assert.Equal(CheckpointType.Float16, copy.Tensors["h"].Type);
        Assert.Equal([1, 65504], copy.ReadSingle("h"));
    }

    [Fact]
    public void LeavesTheOldFileWhenATensorFails()
    {
        using var path = new ScratchFile("x.safetensors", [42]);
        var tensor = new CheckpointTensor("t", CheckpointType.UInt8, [3]);
        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(path.Path, [(tensor, s => s.Write([1, 2]))]));
        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(path.Path, [(tensor, s => s.Write([1, 2, 3, 4]))]));
        Assert.Throws<TimeoutException>(() => SafetensorsWriter.Write(path.Path, [(tensor, _ => throw new TimeoutException())]));
        Assert.Equal([42], File.ReadAllBytes(path.Path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path.Path)!));
    }

    [Theory]
    [InlineData("same", "same")]
    [InlineData("fine", "__metadata__")]
    public void RefusesNamesThatCannotStand(string first, string second)
    {
        using var path = new ScratchFile("x.safetensors", []);
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(
            path.Path, [SafetensorsWriter.Single(first, [1], new float[1]), SafetensorsWriter.Single(second, [1], new float[1])]));
    }

    [Fact]
    public void RefusesValuesThatDoNotFitTheShape() =>
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Single("t", [2, 2], new float[3]));
}
