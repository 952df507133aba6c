namespace Sam3D.Conversion;

/// <summary>Writes through to another stream and computes the <see cref="Crc32"/> of the bytes on the way.</summary>
/// <param name="inner">Where the bytes go; stays open.</param>
internal sealed class ChecksumStream(Stream inner) : WriteThroughStream(inner)
{
    /// <summary>The checksum so far.</summary>
    public uint Checksum { get; private set; }

    protected override void Observe(ReadOnlySpan<byte> written) => Checksum = Crc32.Append(Checksum, written);
}
