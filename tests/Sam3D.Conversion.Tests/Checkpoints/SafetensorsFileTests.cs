using System.Text;

namespace Sam3D.Conversion.Tests;

public sealed class SafetensorsFileTests
{
    public static TheoryData<CheckpointType, byte[], float[]> Types => StoredValues.All;

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadsEveryElementType(CheckpointType type, byte[] bytes, float[] values)
    {
        using var path = new ScratchFile("x.safetensors", []);
        SafetensorsWriter.Write(path.Path, [(new CheckpointTensor("t", type, [values.Length]), s => s.Write(bytes))]);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        Assert.Equal(type, file.Tensors["t"].Type);
        Assert.Equal(values, file.ReadSingle("t"));
        Assert.Equal(bytes, CheckpointReading.ReadBytes(file, "t"));
    }

    [Fact]
    public void ReadsOffsetsInAnyOrderAndKeepsTheOrderOfTheHeader()
    {
        string json = "{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]},\"a\":{\"data_offsets\":[0,1],\"shape\":[],\"dtype\":\"U8\"}}  ";
        using var path = new ScratchFile("x.safetensors", [.. BitConverter.GetBytes((long)json.Length), .. Encoding.UTF8.GetBytes(json), 7, 8, 9]);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        Assert.Equal(["b", "a"], file.Tensors.Keys);
        Assert.Equal([8, 9], file.ReadSingle("b"));
        Assert.Equal([7], file.ReadSingle("a"));
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void ReadsEmptyTensors()
    {
        using var path = new ScratchFile("x.safetensors", []);
        SafetensorsWriter.Write(path.Path, [SafetensorsWriter.Single("none", [long.MaxValue, 0, long.MaxValue], ReadOnlyMemory<float>.Empty)]);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        Assert.Empty(file.ReadSingle("none"));
    }

    [Fact]
    public void ReadsLongTensorsWithoutASecondCopy()
    {
        float[] values = [.. Enumerable.Range(0, 3_000_001).Select(i => i * 0.5f)];
        using var path = new ScratchFile("x.safetensors", []);
        SafetensorsWriter.Write(path.Path, [SafetensorsWriter.Single("t", [values.Length], values)]);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        float[] read = file.ReadSingle("t");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (4L * values.Length) + 10_000);
        Assert.Equal(values, read);
    }

    [Fact]
    public void NamesAMissingTensorAndWhatThereIs()
    {
        using var path = new ScratchFile("x.safetensors", []);
        SafetensorsWriter.Write(path.Path, [SafetensorsWriter.Single("here", [1], new float[1])]);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        CheckpointException error = Assert.Throws<CheckpointException>(() => file.ReadSingle("gone"));
        Assert.Contains("'gone'", error.Message);
        Assert.Contains("'here'", error.Message);
    }

    [Fact]
    public void ReportsAFileThatShrankAfterOpening()
    {
        using var path = new ScratchFile("x.safetensors", []);
        SafetensorsWriter.Write(path.Path, [SafetensorsWriter.Single("t", [1_000], new float[1_000])]);
        byte[] whole = File.ReadAllBytes(path.Path);
        using SafetensorsFile file = SafetensorsFile.Open(path.Path);
        using (var writer = new FileStream(path.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(whole.Length - 8);
        }

        Assert.Throws<CheckpointException>(() => file.ReadSingle("t"));
    }

    [Fact]
    public void ReadsTheFixtures()
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Fixtures.Root, "sam3d"), "*.safetensors"))
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            Assert.NotEmpty(file.Tensors);
            Assert.All(file.Tensors, t => Assert.Equal(t.Value.Count, file.ReadSingle(t.Key).Length));
        }
    }
}
