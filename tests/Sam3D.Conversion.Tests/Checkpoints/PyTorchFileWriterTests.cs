using System.IO.Compression;
using System.Text;

namespace Sam3D.Conversion.Tests;

public sealed class PyTorchFileWriterTests
{
    [Fact]
    public void AnotherReaderFindsEntriesChecksumsAndAlignment()
    {
        byte[] first = [.. Enumerable.Range(0, 12).Select(i => (byte)i)], second = new byte[100_003];
        new Random(1).NextBytes(second);
        using var stream = new MemoryStream();
        PyTorchFileWriter.Write(
            stream, "model", [(new CheckpointTensor("a", CheckpointType.Float32, [3]), s => s.Write(first)), (new CheckpointTensor("b", CheckpointType.UInt8, [100_003]), s => s.Write(second))]);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        Assert.Equal(["model/data.pkl", "model/byteorder", "model/data/0", "model/data/1", "model/version"], zip.Entries.Select(e => e.FullName));

        // Reading to the end compares the checksum.
        Assert.Equal(first, Read(zip, "model/data/0"));
        Assert.Equal(second, Read(zip, "model/data/1"));
        Assert.Equal("3\n", Encoding.ASCII.GetString(Read(zip, "model/version")));
        byte[] file = stream.ToArray();
        Assert.Equal(0, file.AsSpan().IndexOf(second.AsSpan(0, 64)) % 64);
        Assert.Equal(0x_CBF4_3926u, Crc32.Append(0, "123456789"u8)); // the check value of the standard
    }

    [Fact]
    public void ReadsBeyondFourGigabytes()
    {
        using var path = new ScratchFile("large.pt", []);
        byte[] pickle = new PickleBuilder().Op("}(")
            .Text("low").Tensor("FloatStorage", "0", 1, 0, [1], [1]).Text("high").Tensor("FloatStorage", "1", 1, 0, [1], [1]).Op("u").Stop();
        using (FileStream stream = File.OpenWrite(path.Path))
        {
            var zip = new StoredZipWriter(stream);
            zip.Add("archive/data.pkl", pickle);
            zip.Add("archive/data/0", BitConverter.GetBytes(5f));
            stream.Position = 5L << 30; // the file has a hole, which takes no room on most drives
            zip.Add("archive/data/1", BitConverter.GetBytes(7f));
            zip.Complete();
        }

        Assert.True(new FileInfo(path.Path).Length > 5L << 30);
        using PyTorchFile file = PyTorchFile.Open(path.Path);
        Assert.Equal([5], file.ReadSingle("low"));
        Assert.Equal([7], file.ReadSingle("high"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void RefusesAnActionThatWritesAnotherNumberOfBytes(int bytes)
    {
        using var stream = new MemoryStream();
        Assert.Contains("expected 4", Assert.Throws<InvalidOperationException>(() => PyTorchFileWriter.Write(
            stream, "x", [(new CheckpointTensor("a", CheckpointType.Float32, [1]), s => s.Write(new byte[bytes]))])).Message);
    }

    [Fact]
    public void KeepsPlainValuesBesideTheTensors()
    {
        using var path = new ScratchFile("x.pt", []);
        using (FileStream stream = File.OpenWrite(path.Path))
        {
            PyTorchFileWriter.Write(
                stream, "x", [(new CheckpointTensor("a", CheckpointType.Float32, []), s => s.Write(BitConverter.GetBytes(3f)))], "model",
                new Dictionary<string, object?> { ["model_config"] = new Dictionary<string, object?> { ["text"] = "é", ["list"] = new object?[] { 1, 70_000L, 0.5, true, null } } });
        }

        using PyTorchFile file = PyTorchFile.Open(path.Path);
        ConfigNode node = file.ReadConfig("model_config", "x.pt");
        Assert.Equal("é", node["text"].String());
        Assert.Equal(70_000, node["list"][1].Int());
        Assert.Equal(0.5, node["list"][2].Double());
        Assert.True(node["list"][3].Bool() && node["list"][4].IsNull);
        Assert.Equal([3], file.ReadSingle("model.a"));
    }

    private static byte[] Read(ZipArchive zip, string name)
    {
        using var copy = new MemoryStream();
        using Stream entry = zip.GetEntry(name)!.Open();
        entry.CopyTo(copy);
        return copy.ToArray();
    }
}
