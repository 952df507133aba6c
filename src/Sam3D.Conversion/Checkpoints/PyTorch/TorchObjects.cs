namespace Sam3D.Conversion;

/// <summary>The Python names that tensors need, by what they mean; every other name is refused.</summary>
/// <remarks>Names and arguments as in PyTorch's <c>torch/_utils.py</c>, <c>torch/storage.py</c> and <c>torch/serialization.py</c>.</remarks>
internal sealed class TorchObjects(ZipIndex zip, string root, CheckpointSource source, CheckpointReadOptions options)
{
    /// <summary>What to do about a pickle that holds more than tensors.</summary>
    public const string Remedy = "save the tensors alone: torch.save(model.state_dict(), path), or as safetensors";

    private static readonly Dictionary<string, CheckpointType?> Storages = new()
    {
        ["torch.DoubleStorage"] = CheckpointType.Float64,
        ["torch.FloatStorage"] = CheckpointType.Float32,
        ["torch.HalfStorage"] = CheckpointType.Float16,
        ["torch.BFloat16Storage"] = CheckpointType.BFloat16,
        ["torch.LongStorage"] = CheckpointType.Int64,
        ["torch.IntStorage"] = CheckpointType.Int32,
        ["torch.ShortStorage"] = CheckpointType.Int16,
        ["torch.CharStorage"] = CheckpointType.Int8,
        ["torch.ByteStorage"] = CheckpointType.UInt8,
        ["torch.BoolStorage"] = CheckpointType.Bool,
        ["torch.ComplexFloatStorage"] = CheckpointType.Complex64,
        ["torch.storage.UntypedStorage"] = null,
    };

    private static readonly Dictionary<string, CheckpointType> Types = new()
    {
        ["torch.float64"] = CheckpointType.Float64,
        ["torch.float32"] = CheckpointType.Float32,
        ["torch.float16"] = CheckpointType.Float16,
        ["torch.bfloat16"] = CheckpointType.BFloat16,
        ["torch.int64"] = CheckpointType.Int64,
        ["torch.int32"] = CheckpointType.Int32,
        ["torch.int16"] = CheckpointType.Int16,
        ["torch.int8"] = CheckpointType.Int8,
        ["torch.uint8"] = CheckpointType.UInt8,
        ["torch.bool"] = CheckpointType.Bool,
        ["torch.complex64"] = CheckpointType.Complex64,
    };

    private static readonly HashSet<string> Calls =
    [
        "collections.OrderedDict", "torch.Size",
        "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_parameter",
    ];

    /// <summary>A word for a value in a message.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a bool",
        string text => "the string " + Wording.Quote(text),
        byte[] => "bytes",
        double => "a float",
        PickleGlobal global => global.Name,
        PickleTuple => "a tuple",
        PickleList => "a list",
        PickleDict => "a dict",
        TorchTensor => "a tensor",
        TorchStorage => "a storage",
        _ => "an int",
    };

    /// <summary>Admits a name, or refuses it.</summary>
    public PickleGlobal Resolve(string module, string name)
    {
        string full = module + "." + name;
        return Storages.ContainsKey(full) || Types.ContainsKey(full) || Calls.Contains(full)
            ? new PickleGlobal(full)
            : throw source.Refuse($"data.pkl asks for {Wording.Quote(full)}, which tensors do not need and which is never run; {Remedy}");
    }

    /// <summary>Finds the storage of a persistent id: ('storage', class, key, device, elements).</summary>
    public TorchStorage Load(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal kind, string key, string, long count] }
            || !Storages.TryGetValue(kind.Name, out CheckpointType? type))
        {
            throw source.Refuse($"data.pkl holds a persistent id that is not a storage ({Describe(id)}); {Remedy}");
        }

        if (!zip.Entries.TryGetValue($"{root}/data/{key}", out ZipEntry? entry))
        {
            throw source.Refuse($"storage {Wording.Quote(key)} is not in the file; fetch or copy the file again");
        }

        int itemSize = type?.ItemSize() ?? 1;
        return count == entry.Length / itemSize
            ? new TorchStorage(entry, type, count)
            : throw source.Refuse($"storage {Wording.Quote(key)} has {entry.Length} bytes, which are not the {count} elements of {kind.Name} that data.pkl states; fetch or copy the file again");
    }

    /// <summary>Does what an admitted call would do.</summary>
    public object Call(PickleGlobal callee, object?[] arguments) => (callee.Name, arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleDict(),
        ("torch.Size", [PickleTuple sizes]) => sizes,
        ("torch._utils._rebuild_parameter", [TorchTensor tensor, bool, PickleDict]) => tensor,
        ("torch._utils._rebuild_tensor_v2",
            [TorchStorage { Type: { } type } storage, long offset, PickleTuple sizes, PickleTuple strides, bool, PickleDict, ..])
            when arguments.Length <= 7 => View(storage, type, offset, sizes, strides),
        ("torch._utils._rebuild_tensor_v3",
            [TorchStorage { Type: null } storage, long offset, PickleTuple sizes, PickleTuple strides, bool, PickleDict, PickleGlobal type, ..])
            when arguments.Length <= 8 && Types.TryGetValue(type.Name, out CheckpointType dtype)
            => View(storage with { Count = storage.Count / dtype.ItemSize() }, dtype, offset, sizes, strides),
        _ => throw source.Refuse($"data.pkl calls {callee.Name} with arguments that no tensor has "
            + $"({string.Join(", ", arguments.Take(4).Select(Describe))}); {Remedy}"),
    };

    private TorchTensor View(TorchStorage storage, CheckpointType type, long offset, PickleTuple sizes, PickleTuple strides)
    {
        long[] shape = Numbers(sizes), stride = Numbers(strides);
        string what = $"a {type} tensor of shape {Wording.Shape(shape)}, strides {Wording.Shape(stride)} and offset {offset}";
        if (shape.Length != stride.Length || shape.Length > options.MaxRank || offset < 0 || shape.Concat(stride).Any(n => n < 0))
        {
            throw source.Refuse($"data.pkl states {what}, which is no valid view; {Remedy}");
        }

        bool empty = shape.Contains(0);
        Int128 last = offset, bytes = type.ItemSize();
        for (int d = 0; d < shape.Length && !empty; d++)
        {
            last += (Int128)(shape[d] - 1) * stride[d];
            bytes *= shape[d];
            if (last >= storage.Count || bytes > long.MaxValue)
            {
                break;
            }
        }

        if (!empty && (last >= storage.Count || bytes > long.MaxValue))
        {
            throw source.Refuse($"data.pkl states {what}, but its storage has {storage.Count} elements; fetch or copy the file again");
        }

        return empty || bytes <= Math.Max(storage.Entry.Length, options.MaxRepeatedBytes)
            ? new TorchTensor(storage, type, offset, shape, stride)
            : throw source.Refuse($"data.pkl states {what}, which repeats the {storage.Count} elements of its storage; save tensor.clone(), or raise MaxRepeatedBytes");
    }

    private long[] Numbers(PickleTuple tuple) =>
        [.. tuple.Items.Select(n => n is long number ? number : throw source.Refuse($"data.pkl states {Describe(n)} as a size or stride; {Remedy}"))];
}
