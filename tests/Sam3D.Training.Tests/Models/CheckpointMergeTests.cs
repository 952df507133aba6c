using Sam3D.Conversion;

namespace Sam3D.Training.Tests.Models;

public sealed class CheckpointMergeTests : IDisposable
{
    private static readonly float[] Values = [0.1f, -3, 65504, 1e-6f];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, CheckpointType.Float32)]
    [InlineData(true, CheckpointType.Float16)]
    public void Later_folders_win_and_numbers_go_with_their_weights(bool half, CheckpointType type)
    {
        string first = Folder("first", "[1, 2]", ("slat_encoder", Values), ("ss_generator", [9]));
        string second = Folder("second", "[3, 4]", ("ss_generator", Values));
        string configurations = Folder("configurations", "[5, 6]");
        CheckpointMerge.Write([first, second, configurations], _folder.File("out"), half, TestContext.Current.CancellationToken);
        Assert.Contains("slat_mean: [1, 2]", File.ReadAllText(_folder.File("out/pipeline.yaml")), StringComparison.Ordinal);
        Assert.Contains("# configurations", File.ReadAllText(_folder.File("out/pipeline.yaml")), StringComparison.Ordinal);
        Assert.Equal(
            ["pipeline.yaml", "slat_encoder.safetensors", "ss_generator.safetensors"],
            Directory.GetFiles(_folder.File("out")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        foreach (string name in (string[])["slat_encoder", "ss_generator"])
        {
            using SafetensorsFile file = SafetensorsFile.Open(_folder.File($"out/{name}.safetensors"));
            Assert.Equal([type, CheckpointType.Int64], file.Tensors.Values.Select(t => t.Type));
            Assert.Equal(half ? [.. Values.Select(v => (float)(Half)v)] : Values, file.ReadSingle("w"));
            Assert.Equal([7], file.ReadSingle("count"));
        }
    }

    [Fact]
    public void Weights_beyond_float16_are_refused_and_nothing_is_left()
    {
        string start = Folder("start", "[1]", ("ss_generator", [1, 70000]));
        string message = Assert.Throws<CheckpointException>(() => CheckpointMerge.Write([start], _folder.File("out"), half: true, cancellationToken: TestContext.Current.CancellationToken)).Message;
        Assert.Contains("ss_generator.safetensors: tensor 'w' holds 70000", message, StringComparison.Ordinal);
        Assert.Equal([start], Directory.GetFileSystemEntries(_folder.Path));
        CheckpointMerge.Write([start], _folder.File("out"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Throws<ExportException>(() => CheckpointMerge.Write([start], _folder.File("out"), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Missing_folders_and_configurations_are_told()
    {
        Assert.Contains("no checkpoint folder 'none'", Assert.Throws<TrainingException>(() => CheckpointMerge.Write(["none"], _folder.File("out"), cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.Contains("pipeline.yaml", Assert.Throws<TrainingException>(() => CheckpointMerge.Write([_folder.File("empty")], _folder.File("out"), cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CheckpointMerge.Write([], _folder.File("out"), cancellationToken: TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(_folder.File("out")));
    }

    private string Folder(string name, string mean, params (string Name, float[] Values)[] weights)
    {
        string folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        File.WriteAllText(Path.Combine(folder, "pipeline.yaml"), $"# {name}\nslat_mean: {mean}\n");
        foreach ((string file, float[] values) in weights)
        {
            SafetensorsWriter.Write(
                Path.Combine(folder, file + ".safetensors"),
                [
                    SafetensorsWriter.Single("w", [values.Length], values),
                    (new CheckpointTensor("count", CheckpointType.Int64, [1]), stream => stream.Write(BitConverter.GetBytes(7L))),
                ]);
        }

        return folder;
    }
}
