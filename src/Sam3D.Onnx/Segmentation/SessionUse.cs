namespace Sam3D.Segmentation;

/// <summary>Frees what a session holds when it is disposed and no call is at work any more.</summary>
/// <param name="name">Name of the session's type, for errors.</param>
/// <param name="free">Frees it; called once.</param>
/// <remarks>Thread-safe.</remarks>
internal sealed class SessionUse(string name, Action free) : IDisposable
{
    private readonly Lock _lock = new();
    private int _users;
    private bool _isDisposed;

    /// <summary>Keeps everything until the guard is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public Guard Enter()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(name);
            }

            _users++;
            return new Guard(this);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            bool isFirst = !_isDisposed;
            _isDisposed = true;
            if (isFirst && _users == 0)
            {
                free();
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_users == 0 && _isDisposed)
            {
                free();
            }
        }
    }

    /// <summary>A call at work.</summary>
    public sealed class Guard(SessionUse use) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => use.Leave();
    }
}
