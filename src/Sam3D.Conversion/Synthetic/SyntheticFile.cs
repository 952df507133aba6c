namespace Sam3D.Conversion;

/// <summary>One file of weights of a synthetic checkpoint.</summary>
/// <param name="Name">Path in the folder, with slashes.</param>
/// <param name="Weights">Its tensors, under their names in the state dict.</param>
/// <param name="Under">The key that holds the state dict, or <see langword="null"/>.</param>
/// <param name="Beside">Plain values beside the state dict.</param>
internal sealed record SyntheticFile(
    string Name, SyntheticWeights Weights, string? Under = null, IReadOnlyDictionary<string, object?>? Beside = null)
{
    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Weights.Tensors.Values.Sum(t => t.ByteCount);

    /// <summary>Writes the file, whose kind its ending tells.</summary>
    /// <param name="path">The file to make.</param>
    /// <param name="wrote">Told the number of bytes after each write.</param>
    /// <param name="cancellationToken">Honoured between writes.</param>
    public void Write(string path, Action<long>? wrote, CancellationToken cancellationToken)
    {
        (CheckpointTensor Tensor, Action<Stream> WriteBytes)[] tensors = Tensors(wrote, cancellationToken);
        if (path.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            SafetensorsWriter.Write(path, tensors);
            return;
        }

        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        PyTorchFileWriter.Write(stream, Path.GetFileNameWithoutExtension(path), tensors, Under, Beside);
    }

    /// <summary>Writes the file in PyTorch's format.</summary>
    /// <param name="stream">Where to; must seek.</param>
    /// <param name="root">The folder inside of the file.</param>
    /// <param name="cancellationToken">Honoured between writes.</param>
    public void Write(Stream stream, string root, CancellationToken cancellationToken) =>
        PyTorchFileWriter.Write(stream, root, Tensors(null, cancellationToken), Under, Beside);

    private (CheckpointTensor Tensor, Action<Stream> WriteBytes)[] Tensors(Action<long>? wrote, CancellationToken cancellationToken) =>
    [
        .. Weights.Tensors.Values.Select(t => (t, (Action<Stream>)(s => Weights.Write(t.Name, s, wrote, cancellationToken)))),
    ];
}
