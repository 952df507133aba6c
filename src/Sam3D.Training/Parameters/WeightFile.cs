using Sam3D.Conversion;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Tensors to and from safetensors files. Files appear under their name only when they are complete.</summary>
internal static class WeightFile
{
    /// <summary>Writes float32 tensors.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="tensors">Names and values.</param>
    /// <param name="metadata">Texts for the header.</param>
    public static void Write(string path, IEnumerable<(string Name, torch.Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(
            path,
            tensors.Select(t => (new CheckpointTensor(t.Name, CheckpointType.Float32, t.Value.shape), (Action<Stream>)(stream => Copy(t.Value, stream)))),
            metadata);

    /// <summary>Reads values into a tensor of the same shape.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="name">Name in the file.</param>
    /// <param name="target">Receives the values.</param>
    /// <exception cref="CheckpointException">There is no such tensor, or it has another shape.</exception>
    public static void Read(ICheckpoint checkpoint, string name, torch.Tensor target)
    {
        float[] values = Values(checkpoint, name, target.shape)
            ?? throw new CheckpointException($"The training state has no tensor '{name}'; it belongs to another recipe: start a new run folder.");
        using IDisposable plain = torch.no_grad();
        using torch.Tensor read = AlignedTensor.Create(values, target.shape);
        target.copy_(read);
    }

    /// <summary>The values of a tensor, or <see langword="null"/> when the file does not have it.</summary>
    /// <exception cref="CheckpointException">It has another shape.</exception>
    public static float[]? Values(ICheckpoint checkpoint, string name, IReadOnlyList<long> shape)
    {
        if (!checkpoint.Tensors.TryGetValue(name, out CheckpointTensor? stored))
        {
            return null;
        }

        return stored.Shape.SequenceEqual(shape)
            ? checkpoint.ReadSingle(name)
            : throw new CheckpointException(
                $"Tensor '{name}' has shape [{string.Join(", ", stored.Shape)}], the configuration asks for [{string.Join(", ", shape)}]; check that weights and YAML files belong together.");
    }

    private static void Copy(torch.Tensor tensor, Stream stream)
    {
        using torch.Tensor row = tensor.detach().contiguous();
        stream.Write(row.bytes);
    }
}
