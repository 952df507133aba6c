using Sam3D.Conversion;

namespace Sam3D.Cli.Tests;

/// <summary>
/// The demonstration checkpoint with a geometry flow of eight times the width: 570 MB of weights in the official form, whose
/// largest tensor has 25 MB. The values are zero; only sizes matter here.
/// </summary>
internal static class WideCheckpoint
{
    private const int Width = 128;
    private const int Factor = 8;
    private const string FlowPrefix = "_base_models.generator.";

    /// <summary>Writes the folder.</summary>
    /// <returns>Bytes of the largest tensor and of all.</returns>
    public static (long Largest, long Total) Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["pipeline.yaml", "ss_decoder.yaml", "ss_decoder.safetensors"])
        {
            File.Copy(Path.Combine(TestFiles.Checkpoint, name), Path.Combine(folder, name));
        }

        string yaml = File.ReadAllText(Path.Combine(TestFiles.Checkpoint, "ss_generator.yaml"));
        File.WriteAllText(
            Path.Combine(folder, "ss_generator.yaml"),
            yaml.Replace($"model_channels: {Width}", $"model_channels: {Width * Factor}", StringComparison.Ordinal));

        using SafetensorsFile source = SafetensorsFile.Open(Path.Combine(TestFiles.Checkpoint, "ss_generator.safetensors"));
        CheckpointTensor[] tensors = [.. source.Tensors.Values.Select(Widen)];
        SafetensorsWriter.Write(
            Path.Combine(folder, "ss_generator.safetensors"), tensors.Select(t => (t, (Action<Stream>)(s => WriteZeros(s, t.ByteCount)))));
        return (tensors.Max(t => t.ByteCount), tensors.Sum(t => t.ByteCount));
    }

    private static CheckpointTensor Widen(CheckpointTensor tensor)
    {
        if (!tensor.Name.StartsWith(FlowPrefix, StringComparison.Ordinal))
        {
            return tensor;
        }

        // The condition's width and the 256 features of a time do not follow the flow's width; heads do, their size does not.
        bool keepsInput = tensor.Name.EndsWith("to_kv.weight", StringComparison.Ordinal)
            || tensor.Name.EndsWith("embedder.mlp.0.weight", StringComparison.Ordinal);
        bool isGain = tensor.Name.EndsWith("gamma", StringComparison.Ordinal);
        return tensor with
        {
            Shape = [.. tensor.Shape.Select((size, axis) =>
                isGain ? (axis == 0 ? size * Factor : size)
                : size % Width == 0 && !(keepsInput && axis == 1) ? size * Factor : size)],
        };
    }

    private static void WriteZeros(Stream stream, long count)
    {
        byte[] zeros = new byte[1 << 16];
        for (long rest = count; rest > 0; rest -= zeros.Length)
        {
            stream.Write(zeros, 0, (int)Math.Min(rest, zeros.Length));
        }
    }
}
