namespace Sam3D.Conversion;

/// <summary>What failures of the disk mean, and what to do about them.</summary>
internal static class DiskErrors
{
    // ENOSPC and EDQUOT of Linux, EDQUOT of macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] UnixFull = [28, 122, 69], WindowsFull = [0x27, 0x70];

    /// <summary>Whether an exception is a failure of the disk.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>The error for a file that cannot be written.</summary>
    public static DownloadException Of(string path, Exception error)
    {
        bool isFull = OperatingSystem.IsWindows() ? WindowsFull.Contains(error.HResult & 0xffff) : UnixFull.Contains(error.HResult);
        string why = isFull ? "the disk is full; make room and run the command again: it goes on where it stopped"
            : error is UnauthorizedAccessException ? "no permission; choose a place that can be written to"
            : $"{Wording.Sentence(error.Message.ReplaceLineEndings(" ").TrimEnd('.'))}; check the disk, and that no other download writes there";
        return new DownloadException($"Cannot write {Wording.Path(path)}: {why}.", error);
    }

    /// <summary>Checks that a download has room.</summary>
    /// <param name="folder">An existing folder on the disk.</param>
    /// <param name="bytes">What is still to come.</param>
    /// <exception cref="DownloadException">There is less room.</exception>
    public static void RequireRoom(string folder, long bytes)
    {
        long free;
        try
        {
            free = new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (Is(e) || e is ArgumentException)
        {
            // Some file systems do not tell; then the disk does when it is full.
            return;
        }

        if (free < bytes)
        {
            throw new DownloadException($"{Wording.Path(folder)} has room for {free} bytes, {bytes} are to come; make room or choose another disk.");
        }
    }
}
