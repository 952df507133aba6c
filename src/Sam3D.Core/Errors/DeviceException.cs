namespace Sam3D;

/// <summary>A device was asked for that cannot be had on this machine; names the missing library or device.</summary>
public sealed class DeviceException : Sam3DException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, got, expected, what to do.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public DeviceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
