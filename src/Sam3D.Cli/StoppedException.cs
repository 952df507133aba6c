namespace Sam3D.Cli;

/// <summary>The work was stopped, and something is to be said about what it left.</summary>
internal sealed class StoppedException(string message, Exception? innerException = null) : OperationCanceledException(message, innerException);
