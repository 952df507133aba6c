using System.Security.Cryptography;

namespace Sam3D.Conversion;

/// <summary>Writes through to another stream and hashes on the way, so that no file is read again for its hash.</summary>
/// <param name="inner">Where the bytes go; stays open.</param>
/// <param name="hash">Receives them too.</param>
internal sealed class HashingStream(Stream inner, IncrementalHash hash) : WriteThroughStream(inner)
{
    protected override void Observe(ReadOnlySpan<byte> written) => hash.AppendData(written);
}
