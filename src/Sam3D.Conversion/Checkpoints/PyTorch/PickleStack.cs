namespace Sam3D.Conversion;

/// <summary>The stack of a pickle with its marks. No opcode reaches below the last mark.</summary>
internal sealed class PickleStack(PickleInput input)
{
    private readonly List<object?> _items = [];
    private readonly Stack<int> _marks = [];

    public void Push(object? value) => _items.Add(value);

    public void Mark() => _marks.Push(_items.Count);

    public object? Peek() => Require(1)[^1];

    public object? Pop() => Pop(1)[0];

    /// <summary>Takes the topmost values, lowest first.</summary>
    public object?[] Pop(int count)
    {
        object?[] popped = [.. Require(count).GetRange(_items.Count - count, count)];
        _items.RemoveRange(_items.Count - count, count);
        return popped;
    }

    /// <summary>Takes the values above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw input.Damaged("takes values up to a mark that was never set");
        }

        int mark = _marks.Peek();
        object?[] popped = Pop(_items.Count - mark);
        _marks.Pop();
        return popped;
    }

    /// <summary>The one value of a finished pickle.</summary>
    public object? Last() => _items.Count == 1 && _marks.Count == 0 && input.Left == 0
        ? _items[0]
        : throw input.Damaged($"stops with {_items.Count} values and {input.Left} bytes left, expected 1 and 0");

    private List<object?> Require(int count) => _items.Count - (_marks.Count > 0 ? _marks.Peek() : 0) >= count
        ? _items
        : throw input.Damaged("takes more values than there are");
}
