namespace Sam3D.Training;

/// <summary>Prepares what the next step needs while the current one is computed. What is prepared depends on the step alone.</summary>
/// <typeparam name="T">What a step needs; no tensors, which belong to the thread that makes them.</typeparam>
/// <param name="prepare">Prepares a step; called on another thread, one step at a time.</param>
internal sealed class Prefetch<T>(Func<long, T> prepare)
{
    private (long Step, Task<T> Work)? _next;

    /// <summary>What a step needs.</summary>
    public T Take(long step)
    {
        T current = _next is { } next && next.Step == step ? next.Work.GetAwaiter().GetResult() : Abandoned(step);
        _next = (step + 1, Task.Run(() => prepare(step + 1)));
        return current;
    }

    private T Abandoned(long step)
    {
        _next?.Work.Wait(); // at most one is prepared at a time
        return prepare(step);
    }
}
