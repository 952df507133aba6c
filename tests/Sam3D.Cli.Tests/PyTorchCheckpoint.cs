using Sam3D.Conversion;

namespace Sam3D.Cli.Tests;

/// <summary>The demonstration checkpoint with its weights in the files that the official one has: <c>.ckpt</c>, the generator's below <c>state_dict</c>.</summary>
public sealed class PyTorchCheckpoint
{
    /// <summary>The generator's file.</summary>
    public const string Generator = "ss_generator.ckpt";

    /// <summary>The decoder's file.</summary>
    public const string Decoder = "ss_decoder.ckpt";

    private readonly Dictionary<string, byte[]> _files = [];

    /// <summary>Reads the demonstration checkpoint.</summary>
    public PyTorchCheckpoint()
    {
        foreach (string name in (string[])["ss_generator.yaml", "ss_decoder.yaml"])
        {
            _files[name] = File.ReadAllBytes(Path.Combine(TestFiles.Checkpoint, name));
        }

        string pipeline = File.ReadAllText(Path.Combine(TestFiles.Checkpoint, "pipeline.yaml"));
        _files["pipeline.yaml"] = System.Text.Encoding.UTF8.GetBytes(pipeline.Replace(".safetensors", ".ckpt", StringComparison.Ordinal));
        _files[Generator] = Rebuild(Generator, t => t);
        _files[Decoder] = Rebuild(Decoder, t => t);
    }

    /// <summary>The bytes of a file.</summary>
    public byte[] this[string name] => _files[name];

    /// <summary>Writes the folder.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string name, byte[] content) in _files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
    }

    /// <summary>A file whose tensors are changed, or left out where the change is null.</summary>
    public static byte[] Rebuild(string name, Func<CheckpointTensor, CheckpointTensor?> change)
    {
        using var source = SafetensorsFile.Open(Path.Combine(TestFiles.Checkpoint, Path.ChangeExtension(name, ".safetensors")));
        var tensors = new List<(CheckpointTensor, byte[])>();
        foreach (CheckpointTensor tensor in source.Tensors.Values)
        {
            if (change(tensor) is { } changed)
            {
                using Stream stream = source.OpenRead(tensor.Name);
                byte[] bytes = new byte[changed.ByteCount];
                stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                tensors.Add((changed, bytes));
            }
        }

        return PyTorchWriter.Build(tensors, name == Generator ? "state_dict" : null);
    }
}
