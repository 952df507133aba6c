using System.Text;

namespace Sam3D.Conversion;

/// <summary>
/// A checkpoint in PyTorch's zip format (<c>torch.save</c> since PyTorch 1.6; <c>.ckpt</c>, <c>.pt</c>, <c>.pth</c>), opened for
/// reading one tensor at a time. Its pickle is interpreted, never executed.
/// </summary>
/// <remarks>
/// <para>Names are the keys on the way to a tensor, joined by dots: a plain state dict gives its own names (keys keep the dots they
/// have), and a training checkpoint gives names such as <c>state_dict._base_models.generator.x</c>. Items of lists and tuples are
/// numbered from 0; keys that are neither strings nor integers stand as their kind, such as <c>&lt;a tuple&gt;</c>. A file of one bare tensor
/// gives the empty name. Values that are not tensors are left out.</para>
/// <para>Only what tensors need is admitted: strings, numbers, containers, <c>OrderedDict</c>, <c>torch.Size</c>, element types,
/// storages and the calls that rebuild tensors and parameters. Anything else — a configuration object, a function — refuses the whole
/// file by its name, and so do element types that <see cref="CheckpointType"/> lacks. Entries must be stored without compression;
/// their checksums are not verified. Old files (before 1.6) and TorchScript archives are refused by name.</para>
/// <para>Views that share a storage are read each on its own; transposed ones are put into row-major order.</para>
/// </remarks>
public sealed class PyTorchFile : ICheckpoint
{
    private readonly CheckpointSource _source;
    private readonly CheckpointReadOptions _options;
    private readonly object? _value;
    private readonly OrderedDictionary<string, TorchTensor> _views;
    private readonly OrderedDictionary<string, CheckpointTensor> _tensors = [];

    private PyTorchFile(CheckpointSource source, CheckpointReadOptions options)
    {
        _source = source;
        _options = options;
        ZipIndex zip = ZipIndex.Read(source, options);
        (ZipEntry pickle, string root) = FindPickle(zip);
        CheckByteOrder(zip, root);
        if (pickle.Length > options.MaxPickleBytes)
        {
            throw source.Refuse($"its data.pkl has {pickle.Length} bytes, above the limit of {options.MaxPickleBytes}; raise MaxPickleBytes if you trust the file");
        }

        var input = new PickleInput(source.Read(pickle.Start, (int)pickle.Length), source, options.MaxPickleStringBytes);
        _value = PickleMachine.Read(input, new TorchObjects(zip, root, source, options), options.MaxPickleSteps);
        _views = StateFlattener.Flatten(_value, source, options);
        foreach ((string name, TorchTensor view) in _views)
        {
            _tensors.Add(name, new CheckpointTensor(name, view.Type, view.Shape.AsReadOnly()));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    /// <summary>Opens a file, interprets its pickle and checks every tensor against its storage.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see cref="CheckpointReadOptions.Default"/> when null.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, unreadable, not a PyTorch zip file within the limits, or holds something other than tensors and plain values.
    /// </exception>
    public static PyTorchFile Open(string path, CheckpointReadOptions? options = null) =>
        Open(CheckpointSource.Open(path), options ?? CheckpointReadOptions.Default);

    /// <summary>Takes over an open file; disposes it when it is refused.</summary>
    internal static PyTorchFile Open(CheckpointSource source, CheckpointReadOptions options)
    {
        try
        {
            CheckpointFormat.RefuseForeign(source);
            return new PyTorchFile(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Reads plain values that are stored beside the tensors, such as the settings of the network.</summary>
    /// <param name="key">Their key in the file's outermost dict.</param>
    /// <param name="fileName">What messages call the file.</param>
    /// <exception cref="CheckpointException">There is no such key, or it holds more than texts, numbers, lists and mappings.</exception>
    internal ConfigNode ReadConfig(string key, string fileName) =>
        PickleConfig.Read(
            _value is PickleDict dict && dict.Items.FindLastIndex(i => i.Key is string text && text == key) is >= 0 and var at
                ? dict.Items[at].Value
                : throw _source.Refuse($"holds no {Wording.Quote(key)} beside its tensors; give the file as its authors published it"),
            key,
            fileName);

    /// <inheritdoc/>
    public float[] ReadSingle(string name)
    {
        using Stream bytes = OpenRead(name);
        return SingleConversion.Read(bytes, Tensors[name], _source);
    }

    /// <inheritdoc/>
    public Stream OpenRead(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_views.TryGetValue(name, out TorchTensor? view))
        {
            throw _source.Missing(name, Tensors.Keys);
        }

        int itemSize = view.Type.ItemSize();
        long start = view.Storage.Entry.Start + view.Offset * itemSize;
        if (IsRowMajor(view))
        {
            return new SectionStream(_source, start, Tensors[name].ByteCount);
        }

        long extent = (view.Shape.Zip(view.Stride, (size, stride) => (size - 1) * stride).Sum() + 1) * itemSize;
        return extent <= _options.MaxReorderBytes
            ? new ReorderStream(_source.Read(start, (int)extent), view.Shape, view.Stride, itemSize)
            : throw _source.Refuse($"tensor {Wording.Quote(name)} is transposed and spans {extent} bytes; save tensor.contiguous(), or raise MaxReorderBytes");
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static bool IsRowMajor(TorchTensor view)
    {
        if (view.Shape.Contains(0))
        {
            return true;
        }

        long expected = 1;
        for (int d = view.Shape.Length - 1; d >= 0; d--)
        {
            if (view.Shape[d] != 1 && view.Stride[d] != expected)
            {
                return false;
            }

            expected *= view.Shape[d];
        }

        return true;
    }

    private (ZipEntry Pickle, string Root) FindPickle(ZipIndex zip)
    {
        ZipEntry[] pickles = [.. zip.Entries.Values.Where(e => e.Name.EndsWith("/data.pkl", StringComparison.Ordinal) && e.Name.Count(c => c == '/') == 1)];
        if (pickles.Length != 1)
        {
            throw _source.Refuse($"is a zip file with {pickles.Length} entries named <folder>/data.pkl, expected 1, so torch.save did not write it; give a PyTorch or safetensors file");
        }

        string root = pickles[0].Name[..^"/data.pkl".Length];
        return zip.Entries.Keys.Any(name => name == root + "/constants.pkl" || name.StartsWith(root + "/code/", StringComparison.Ordinal))
            ? throw _source.Refuse("is a TorchScript archive, which holds code; load it in PyTorch and write torch.save(model.state_dict(), path)")
            : (pickles[0], root);
    }

    private void CheckByteOrder(ZipIndex zip, string root)
    {
        const string Little = "little";
        if (zip.Entries.TryGetValue(root + "/byteorder", out ZipEntry? entry)
            && (entry.Length != Little.Length || Encoding.ASCII.GetString(_source.Read(entry.Start, Little.Length)) != Little))
        {
            throw _source.Refuse("was not written in little-endian byte order; save it again on a little-endian machine, or as safetensors");
        }
    }
}
