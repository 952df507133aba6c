namespace Sam3D.Conversion;

// What a pickle may hold. Other values are null, bool, long, BigInteger, double, string and byte[].

/// <summary>A name of Python code. It stands for itself: nothing is looked up and nothing is run.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A tuple or a <c>torch.Size</c>.</summary>
internal sealed class PickleTuple(object?[] items)
{
    public object?[] Items => items;
}

/// <summary>A list.</summary>
internal sealed class PickleList(List<object?> items)
{
    public List<object?> Items => items;
}

/// <summary>A dict or OrderedDict, in insertion order. Keys are not compared: a key given twice stays twice.</summary>
internal sealed class PickleDict
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}

/// <summary>One storage of a PyTorch file.</summary>
/// <param name="Entry">Its bytes.</param>
/// <param name="Type">Its element type; null for untyped bytes.</param>
/// <param name="Count">Its elements, or its bytes when untyped.</param>
internal sealed record TorchStorage(ZipEntry Entry, CheckpointType? Type, long Count);

/// <summary>A checked view of a storage.</summary>
/// <param name="Storage">Where its elements are.</param>
/// <param name="Type">Element type.</param>
/// <param name="Offset">First element, counted in elements.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Stride">Steps in elements.</param>
internal sealed record TorchTensor(TorchStorage Storage, CheckpointType Type, long Offset, long[] Shape, long[] Stride);
