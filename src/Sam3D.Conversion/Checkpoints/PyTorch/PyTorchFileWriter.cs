using System.Globalization;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>Writes a state dict in PyTorch's zip format (<c>torch.save</c> since PyTorch 1.6), tensor by tensor.</summary>
internal static class PyTorchFileWriter
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
        [CheckpointType.Complex64] = "ComplexFloatStorage",
    };

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to write, from its present place on, which must be 0; it must be able to seek and stays open.</param>
    /// <param name="root">The folder in the zip, by custom the file's name without its ending.</param>
    /// <param name="tensors">
    /// Each tensor with the action that writes its bytes (row-major, little endian, exactly <see cref="CheckpointTensor.ByteCount"/>). The actions run one
    /// after the other.
    /// </param>
    /// <param name="under">The key that holds the state dict, for example <c>state_dict</c>; <see langword="null"/> for a plain state dict.</param>
    /// <param name="beside">Plain values to store beside the state dict, which then must be under a key.</param>
    /// <param name="zip64">Whether to write zip64 records also where they are not needed.</param>
    public static void Write(
        Stream stream,
        string root,
        IReadOnlyList<(CheckpointTensor Tensor, Action<Stream> WriteBytes)> tensors,
        string? under = null,
        IReadOnlyDictionary<string, object?>? beside = null,
        bool zip64 = false)
    {
        var zip = new StoredZipWriter(stream, zip64);
        zip.Add($"{root}/data.pkl", Pickle([.. tensors.Select(t => t.Tensor)], under, beside));
        zip.Add($"{root}/byteorder", "little"u8.ToArray());
        for (int i = 0; i < tensors.Count; i++)
        {
            zip.Add($"{root}/data/{Key(i)}", tensors[i].Tensor.ByteCount, tensors[i].WriteBytes);
        }

        zip.Add($"{root}/version", Encoding.ASCII.GetBytes("3\n"));
        zip.Complete();
    }

    private static byte[] Pickle(CheckpointTensor[] tensors, string? under, IReadOnlyDictionary<string, object?>? beside)
    {
        var pickle = new PickleWriter();
        if (under is not null)
        {
            pickle.Op(PickleOpcode.EMPTY_DICT).Op(PickleOpcode.MARK);
            foreach ((string key, object? value) in beside ?? new Dictionary<string, object?>())
            {
                pickle.Text(key).Value(value);
            }

            pickle.Text(under);
        }

        pickle.OrderedDict().Op(PickleOpcode.BINPUT).Raw(1).Op(PickleOpcode.MARK);
        for (int i = 0; i < tensors.Length; i++)
        {
            CheckpointTensor tensor = tensors[i];
            pickle.Text(tensor.Name).Tensor(StorageClasses[tensor.Type], Key(i), tensor.Count, 0, tensor.Shape, Strides(tensor.Shape));
        }

        // The version numbers that Module.state_dict leaves as an attribute.
        pickle.Op(PickleOpcode.SETITEMS).Op(PickleOpcode.EMPTY_DICT).Text("_metadata").OrderedDict().Op(PickleOpcode.SETITEM).Op(PickleOpcode.BUILD);
        if (under is not null)
        {
            pickle.Op(PickleOpcode.SETITEMS);
        }

        return pickle.Stop();
    }

    private static long[] Strides(IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        for (int d = strides.Length - 1; d >= 0; d--)
        {
            strides[d] = d == strides.Length - 1 ? 1 : strides[d + 1] * shape[d + 1];
        }

        return strides;
    }

    private static string Key(int i) => i.ToString(CultureInfo.InvariantCulture);
}
