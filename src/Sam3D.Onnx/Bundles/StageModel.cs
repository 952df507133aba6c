namespace Sam3D.Bundles;

/// <summary>A graph whose files have been verified: a path where external tensors lie beside it, else the bytes.</summary>
internal sealed class StageModel
{
    private StageModel(string? path, byte[]? bytes, StageSpec spec, string label)
    {
        Path = path;
        Bytes = bytes;
        Spec = spec;
        Label = label;
    }

    /// <summary>The ONNX file, or <see langword="null"/> when there are <see cref="Bytes"/>.</summary>
    public string? Path { get; }

    /// <summary>The whole ONNX file, or <see langword="null"/> when there is a <see cref="Path"/>.</summary>
    public byte[]? Bytes { get; }

    /// <summary>The inputs and outputs that the graph must have.</summary>
    public StageSpec Spec { get; }

    /// <summary>What to call the graph in messages.</summary>
    public string Label { get; }

    /// <summary>A graph on disk.</summary>
    public static StageModel FromFile(string path, StageSpec spec, string label) => new(path, null, spec, label);

    /// <summary>A graph in memory, with all of its tensors inside.</summary>
    public static StageModel FromBytes(byte[] bytes, StageSpec spec, string label) => new(null, bytes, spec, label);
}
