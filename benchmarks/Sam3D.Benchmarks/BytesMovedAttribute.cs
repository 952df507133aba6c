namespace Sam3D.Benchmarks;

/// <summary>States how many bytes a benchmark reads and writes in a call, from which <see cref="BandwidthColumn"/> computes GB/s.</summary>
/// <param name="bytes">Bytes, or bytes for each unit of <paramref name="times"/>.</param>
/// <param name="times">A parameter of the benchmark that multiplies the bytes.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BytesMovedAttribute(double bytes, string? times = null) : Attribute
{
    public double Bytes { get; } = bytes;

    public string? Times { get; } = times;
}
