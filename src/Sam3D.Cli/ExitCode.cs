namespace Sam3D.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>The work is done.</summary>
    public const int Success = 0;

    /// <summary>A picture, mask, checkpoint, bundle, download or output place cannot be used.</summary>
    public const int BadData = 1;

    /// <summary>The command line is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>The device that was asked for cannot be had.</summary>
    public const int NoDevice = 3;

    /// <summary>An error in the program (EX_SOFTWARE of sysexits.h).</summary>
    public const int InternalError = 70;

    /// <summary>Stopped by Ctrl-C or SIGTERM (128 + SIGINT, as shells count).</summary>
    public const int Cancelled = 130;

    /// <summary>The list that ends every help page.</summary>
    public const string Help =
        """
        Exit codes:
          0    done
          1    bad data: a picture, mask, checkpoint, bundle, download or output place cannot be used
          2    wrong usage
          3    the device that was asked for cannot be had
          70   internal error
          130  stopped by Ctrl-C or SIGTERM; nothing half-written is left, but a download can be resumed
        """;
}
