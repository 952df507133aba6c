namespace Sam3D.Conversion.Tests;

public sealed class CheckpointReadOptionsTests
{
    [Fact]
    public void DefaultsAreTheDocumentedOnes() => Assert.Equal(
        new CheckpointReadOptions
        {
            MaxHeaderBytes = 100_000_000,
            MaxTensors = 65_536,
            MaxRank = 64,
            MaxNameLength = 1_024,
            MaxZipDirectoryBytes = 33_554_432,
            MaxPickleBytes = 33_554_432,
            MaxPickleSteps = 4_000_000,
            MaxPickleStringBytes = 1_048_576,
            MaxPickleDepth = 64,
            MaxRepeatedBytes = 1_048_576,
            MaxReorderBytes = 167_772_160,
        },
        CheckpointReadOptions.Default);

    [Theory]
    [InlineData(nameof(CheckpointReadOptions.MaxHeaderBytes))]
    [InlineData(nameof(CheckpointReadOptions.MaxTensors))]
    public void SafetensorsLimitsNameThemselves(string limit) => Refuses(limit, "x.safetensors", path => SafetensorsWriter.Write(
        path, [SafetensorsWriter.Single("a", [1], new float[1]), SafetensorsWriter.Single("b", [1], new float[1])]));

    [Theory]
    [InlineData(nameof(CheckpointReadOptions.MaxTensors))]
    [InlineData(nameof(CheckpointReadOptions.MaxNameLength))]
    [InlineData(nameof(CheckpointReadOptions.MaxZipDirectoryBytes))]
    [InlineData(nameof(CheckpointReadOptions.MaxPickleBytes))]
    [InlineData(nameof(CheckpointReadOptions.MaxPickleSteps))]
    [InlineData(nameof(CheckpointReadOptions.MaxPickleStringBytes))]
    [InlineData(nameof(CheckpointReadOptions.MaxReorderBytes))]
    [InlineData(nameof(CheckpointReadOptions.MaxRepeatedBytes))]
    public void PyTorchLimitsNameThemselves(string limit) => Refuses(limit, "x.pt", path => File.WriteAllBytes(path, PyTorchWriter.File(
        new PickleBuilder().Op("}(").Text("repeated").Tensor("FloatStorage", "0", 4, 0, [8], [0])
            .Text("turned").Tensor("FloatStorage", "0", 4, 0, [2, 2], [1, 2]).Op("u").Stop(),
        storages: new byte[16])));

    private static void Refuses(string limit, string name, Action<string> write)
    {
        using var file = new ScratchFile(name, []);
        write(file.Path);
        Assert.NotEmpty(ReadAll(file.Path, CheckpointReadOptions.Default));
        CheckpointException error = Assert.Throws<CheckpointException>(() => ReadAll(file.Path, With(limit)));
        Assert.Contains(limit, error.Message);
    }

    private static CheckpointReadOptions With(string limit) => limit switch
    {
        nameof(CheckpointReadOptions.MaxHeaderBytes) => new() { MaxHeaderBytes = 10 },
        nameof(CheckpointReadOptions.MaxTensors) => new() { MaxTensors = 1 },
        nameof(CheckpointReadOptions.MaxNameLength) => new() { MaxNameLength = 6 },
        nameof(CheckpointReadOptions.MaxZipDirectoryBytes) => new() { MaxZipDirectoryBytes = 100 },
        nameof(CheckpointReadOptions.MaxPickleBytes) => new() { MaxPickleBytes = 20 },
        nameof(CheckpointReadOptions.MaxPickleSteps) => new() { MaxPickleSteps = 5 },
        nameof(CheckpointReadOptions.MaxPickleStringBytes) => new() { MaxPickleStringBytes = 5 },
        nameof(CheckpointReadOptions.MaxReorderBytes) => new() { MaxReorderBytes = 8 },
        _ => new() { MaxRepeatedBytes = 8 },
    };

    private static List<float[]> ReadAll(string path, CheckpointReadOptions options)
    {
        using ICheckpoint checkpoint = CheckpointFile.Open(path, options);
        return [.. checkpoint.Tensors.Keys.Select(checkpoint.ReadSingle)];
    }
}
