namespace Sam3D.Conversion;

/// <summary>A write-only stream that passes bytes on, counts them and lets a derived class see them.</summary>
/// <param name="inner">Where the bytes go; stays open.</param>
internal abstract class WriteThroughStream(Stream inner) : Stream
{
    private long _length;

    public sealed override bool CanRead => false;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    /// <summary>Bytes written so far.</summary>
    public sealed override long Length => _length;

    public sealed override long Position
    {
        get => _length;
        set => throw OnlyForward();
    }

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Observe(buffer);
        _length += buffer.Length;
    }

    public sealed override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public sealed override void Flush() => inner.Flush();

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is write-only.");

    public sealed override long Seek(long offset, SeekOrigin origin) => throw OnlyForward();

    public sealed override void SetLength(long value) => throw OnlyForward();

    /// <summary>Told about bytes that were passed on.</summary>
    protected abstract void Observe(ReadOnlySpan<byte> written);

    private static NotSupportedException OnlyForward() => new("The stream only goes forward.");
}
