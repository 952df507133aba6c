namespace Sam3D.Conversion;

/// <summary>The part that all forward-only, read-only streams share.</summary>
internal abstract class ForwardStream(long length) : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => length;

    public sealed override long Position
    {
        get => Consumed;
        set => throw new NotSupportedException("The stream only goes forward.");
    }

    /// <summary>Bytes given out so far.</summary>
    protected long Consumed { get; set; }

    public sealed override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public abstract override int Read(Span<byte> buffer);

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream only goes forward.");

    public sealed override void SetLength(long value) => throw new NotSupportedException("The stream is read-only.");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read-only.");
}
