namespace Sam3D.Conversion;

/// <summary>The tensors of a checkpoint below a prefix, under their names without it. Does not own the checkpoint.</summary>
internal sealed class CheckpointView : ICheckpoint
{
    private readonly ICheckpoint _inner;
    private readonly string _prefix;

    private CheckpointView(ICheckpoint inner, string prefix, string fileName, Dictionary<string, CheckpointTensor> tensors)
    {
        FileName = fileName;
        _inner = inner;
        _prefix = prefix;
        Tensors = tensors;
    }

    /// <summary>What to call the checkpoint in messages.</summary>
    public string FileName { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    /// <summary>
    /// Looks below a prefix, also where the state dict is one entry of a larger checkpoint (<c>state_dict.</c>), as
    /// PyTorch Lightning writes it.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="prefix">Official prefix with its dot, or empty.</param>
    /// <param name="fileName">What to call the checkpoint in messages.</param>
    /// <exception cref="CheckpointException">No tensor has the prefix.</exception>
    public static CheckpointView Create(ICheckpoint checkpoint, string prefix, string fileName)
    {
        foreach (string candidate in (string[])["state_dict." + prefix, prefix])
        {
            var tensors = checkpoint.Tensors.Values
                .Where(t => t.Name.StartsWith(candidate, StringComparison.Ordinal))
                .Select(t => t with { Name = t.Name[candidate.Length..] })
                .ToDictionary(t => t.Name, StringComparer.Ordinal);
            if (tensors.Count > 0)
            {
                return new CheckpointView(checkpoint, candidate, fileName, tensors);
            }
        }

        throw new CheckpointException(
            $"{fileName}: no tensor's name starts with '{prefix}', but with such as {Some(checkpoint)}; this is not the checkpoint that its configuration belongs to: "
            + "put the file in its place, or fetch it again.");
    }

    /// <inheritdoc/>
    public float[] ReadSingle(string name) => OfTensor(name, _inner.ReadSingle);

    /// <inheritdoc/>
    public Stream OpenRead(string name) => OfTensor(name, _inner.OpenRead);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Names the tensor in errors that name only the file.</summary>
    private T OfTensor<T>(string name, Func<string, T> read)
    {
        try
        {
            return read(_prefix + name);
        }
        catch (CheckpointException e) when (!e.Message.Contains(name, StringComparison.Ordinal))
        {
            throw new CheckpointException($"{e.Message.TrimEnd('.')} (tensor {Wording.Quote(_prefix + name)}).", e);
        }
    }

    private static string Some(ICheckpoint checkpoint) =>
        checkpoint.Tensors.Count > 0 ? string.Join(", ", checkpoint.Tensors.Keys.Take(2).Select(Wording.Quote)) : "none at all";
}
