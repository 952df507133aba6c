namespace Sam3D.Segmentation;

/// <summary>Numbers the results of a session, from 0.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SessionIds
{
    private int _next;

    /// <summary>Takes numbers.</summary>
    /// <returns>The first of them; the others follow.</returns>
    public int Take(int count) => Interlocked.Add(ref _next, count) - count;
}
