namespace Sam3D.Sessions;

/// <summary>A stage in use.</summary>
/// <param name="session">The loaded graph; must not be disposed by the user.</param>
/// <param name="onDispose">Gives the stage back.</param>
internal sealed class StageLease(GraphSession session, Action onDispose) : IDisposable
{
    private Action? _onDispose = onDispose;

    /// <summary>The loaded graph.</summary>
    public GraphSession Session { get; } = session;

    /// <summary>Gives the stage back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _onDispose, null)?.Invoke();
}
