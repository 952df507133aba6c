namespace Sam3D.Conversion;

/// <summary>The bytes of one part of a file.</summary>
internal sealed class SectionStream(CheckpointSource source, long start, long length) : ForwardStream(length)
{
    public override int Read(Span<byte> buffer)
    {
        buffer = buffer[..(int)Math.Min(buffer.Length, Length - Consumed)];
        source.Read(start + Consumed, buffer);
        Consumed += buffer.Length;
        return buffer.Length;
    }
}
