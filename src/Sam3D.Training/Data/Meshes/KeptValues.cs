namespace Sam3D.Training.Data.Meshes;

/// <summary>Values by number that are costly to make: kept up to a total size, the oldest are given up first. Thread safe.</summary>
/// <param name="limit">The total size; one value is kept in any case.</param>
/// <param name="sizeOf">The size of a value.</param>
/// <remarks>What was given up is made again when it is asked for, so it must come out the same.</remarks>
internal sealed class KeptValues<T>(long limit, Func<T, long> sizeOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly Queue<int> _order = new();
    private long _size;

    /// <summary>The value of a number; made by one thread, others wait for it.</summary>
    public T Get(int number, Func<T> make)
    {
        Entry? entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(number, out entry))
            {
                entry = new Entry(new Lazy<T>(make));
                _entries.Add(number, entry);
                _order.Enqueue(number);
            }
        }

        T value = entry.Value.Value;
        if (entry.Size is null)
        {
            Count(number, entry, value);
        }

        return value;
    }

    private void Count(int number, Entry entry, T value)
    {
        lock (_lock)
        {
            // Another thread may have counted it, or given it up, meanwhile.
            if (entry.Size is not null || !_entries.TryGetValue(number, out Entry? kept) || kept != entry)
            {
                return;
            }

            entry.Size = sizeOf(value);
            _size += entry.Size.Value;
            while (_size > limit && _order.Count > 1)
            {
                _entries.Remove(_order.Dequeue(), out Entry? oldest);
                _size -= oldest?.Size ?? 0;
            }
        }
    }

    private sealed class Entry(Lazy<T> value)
    {
        public Lazy<T> Value => value;

        public long? Size { get; set; }
    }
}
