namespace Sam3D.Conversion;

/// <summary>A write-only stream that passes bytes on, counts them and computes their <see cref="Crc32"/>.</summary>
/// <param name="inner">Where the bytes go; stays open.</param>
internal sealed class ChecksumStream(Stream inner) : Stream
{
    private long _length;

    /// <summary>The checksum so far.</summary>
    public uint Checksum { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("The stream only goes forward.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Checksum = Crc32.Append(Checksum, buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is write-only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream only goes forward.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream only goes forward.");
}
