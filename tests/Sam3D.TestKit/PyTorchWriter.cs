using System.Runtime.InteropServices;
using Sam3D.Conversion;

namespace Sam3D.TestKit;

/// <summary>Writes checkpoints as <c>torch.save</c> does, without Python.</summary>
public static class PyTorchWriter
{
    /// <summary>A float32 tensor from its values.</summary>
    public static (CheckpointTensor Tensor, byte[] Bytes) Single(string name, long[] shape, params float[] values) =>
        (new CheckpointTensor(name, CheckpointType.Float32, shape), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Builds a file of a flat state dict.</summary>
    /// <param name="tensors">The tensors with their bytes, row-major and little endian.</param>
    /// <param name="under">The key that holds the state dict, for example <c>state_dict</c>; null for a plain state dict.</param>
    /// <param name="root">The folder in the zip.</param>
    /// <param name="zip64">Whether to write zip64 records.</param>
    /// <param name="beside">Plain values to store beside the state dict, which then must be under a key.</param>
    public static byte[] Build(
        IReadOnlyList<(CheckpointTensor Tensor, byte[] Bytes)> tensors,
        string? under = null,
        string root = "archive",
        bool zip64 = false,
        IReadOnlyDictionary<string, object?>? beside = null)
    {
        using var stream = new MemoryStream();
        PyTorchFileWriter.Write(
            stream,
            root,
            [.. tensors.Select(t => (t.Tensor, (Action<Stream>)(s => s.Write(t.Bytes))))],
            under,
            beside ?? new Dictionary<string, object?> { ["epoch"] = 3 },
            zip64);
        return stream.ToArray();
    }

    /// <summary>Builds a file around a pickle, well-formed or not; the storages are numbered from 0.</summary>
    public static byte[] File(byte[] pickle, string root = "archive", bool zip64 = false, params byte[][] storages)
    {
        ZipBuilder zip = new ZipBuilder().Add(root + "/data.pkl", pickle).Add(root + "/byteorder", "little");
        for (int i = 0; i < storages.Length; i++)
        {
            zip.Add($"{root}/data/{i}", storages[i]);
        }

        return zip.Add(root + "/version", "3\n").Build(zip64);
    }
}
