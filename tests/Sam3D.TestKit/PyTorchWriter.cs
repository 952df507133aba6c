using System.Runtime.InteropServices;
using Sam3D.Conversion;

namespace Sam3D.TestKit;

/// <summary>Writes checkpoints as <c>torch.save</c> does, without Python.</summary>
public static class PyTorchWriter
{
    private static readonly Dictionary<CheckpointType, string> StorageClasses = new()
    {
        [CheckpointType.Float64] = "DoubleStorage",
        [CheckpointType.Float32] = "FloatStorage",
        [CheckpointType.Float16] = "HalfStorage",
        [CheckpointType.BFloat16] = "BFloat16Storage",
        [CheckpointType.Int64] = "LongStorage",
        [CheckpointType.Int32] = "IntStorage",
        [CheckpointType.Int16] = "ShortStorage",
        [CheckpointType.Int8] = "CharStorage",
        [CheckpointType.UInt8] = "ByteStorage",
        [CheckpointType.Bool] = "BoolStorage",
    };

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
        var pickle = new PickleBuilder();
        if (under is not null)
        {
            pickle.Op("}(");
            foreach ((string key, object? value) in beside ?? new Dictionary<string, object?> { ["epoch"] = 3 })
            {
                pickle.Text(key).Value(value);
            }

            pickle.Text(under);
        }

        pickle.Global("collections", "OrderedDict").Op(")Rq\x01(");
        for (int i = 0; i < tensors.Count; i++)
        {
            CheckpointTensor tensor = tensors[i].Tensor;
            long[] stride = new long[tensor.Shape.Count];
            for (int d = stride.Length - 1; d >= 0; d--)
            {
                stride[d] = d == stride.Length - 1 ? 1 : stride[d + 1] * tensor.Shape[d + 1];
            }

            pickle.Text(tensor.Name).Tensor(StorageClasses[tensor.Type], i.ToString(), tensor.Count, 0, tensor.Shape, stride);
        }

        // The version numbers that Module.state_dict leaves as an attribute.
        pickle.Op("u}").Text("_metadata").Global("collections", "OrderedDict").Op(")Rsb");
        if (under is not null)
        {
            pickle.Op("u");
        }

        return File(pickle.Stop(), root, zip64, [.. tensors.Select(t => t.Bytes)]);
    }

    /// <summary>Builds a file around a pickle; the storages are numbered from 0.</summary>
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
