namespace Sam3D.Conversion;

/// <summary>Gathers the elements of a strided view in row-major order.</summary>
/// <remarks>Plain form: for every index (i, j, …) in order, the element at i·stride₀ + j·stride₁ + …</remarks>
internal sealed class ReorderStream : ForwardStream
{
    private readonly byte[] _storage;
    private readonly long[] _shape, _stride, _index;
    private readonly int _unit;
    private long _place;
    private int _within;

    /// <summary>Creates the stream.</summary>
    /// <param name="storage">The storage from the view's first element to its last.</param>
    /// <param name="shape">Sizes, outermost first, none zero.</param>
    /// <param name="stride">Steps in elements, none negative; every index lies inside <paramref name="storage"/>.</param>
    /// <param name="itemSize">Bytes of one element.</param>
    public ReorderStream(byte[] storage, IReadOnlyList<long> shape, long[] stride, int itemSize)
        : base(shape.Aggregate((long)itemSize, (a, b) => a * b))
    {
        _storage = storage;

        // The inner dimensions that lie side by side are copied as one piece.
        int rank = shape.Count;
        long run = 1;
        while (rank > 0 && (stride[rank - 1] == run || shape[rank - 1] == 1))
        {
            run *= shape[--rank];
        }

        _unit = (int)(run * itemSize);
        _shape = [.. shape.Take(rank)];
        _stride = [.. stride.Take(rank).Select(s => s * itemSize)];
        _index = new long[rank];
    }

    public override int Read(Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length && Consumed < Length)
        {
            int count = Math.Min(buffer.Length - done, _unit - _within);
            _storage.AsSpan((int)_place + _within, count).CopyTo(buffer[done..]);
            done += count;
            Consumed += count;
            _within += count;
            if (_within == _unit)
            {
                _within = 0;
                Advance();
            }
        }

        return done;
    }

    private void Advance()
    {
        for (int d = _index.Length - 1; d >= 0; d--)
        {
            _place += _stride[d];
            if (++_index[d] < _shape[d])
            {
                return;
            }

            _place -= _stride[d] * _shape[d];
            _index[d] = 0;
        }
    }
}
