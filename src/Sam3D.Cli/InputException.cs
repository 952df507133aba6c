namespace Sam3D.Cli;

/// <summary>A path names nothing that the command can work with.</summary>
internal sealed class InputException(string message, Exception? innerException = null) : Sam3DException(message, innerException);
