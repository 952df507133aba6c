using System.Runtime.CompilerServices;
using Sam3D.Tracking;

namespace Sam3D;

/// <summary>Where the frames of a video come from. A video file is first taken apart by another tool, for example <c>ffmpeg -i clip.mp4 frames/%05d.png</c>.</summary>
public static class VideoFrames
{
    /// <summary>Endings of pictures that are taken for frames.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];

    /// <summary>The pictures of a folder in the natural order of their names: <c>frame9.png</c> is before <c>frame10.png</c>. Other files are left out. Each is read when its turn comes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Honoured between two pictures.</param>
    /// <exception cref="ImageException">There is no such folder or no picture in it, or a picture cannot be read.</exception>
    public static IAsyncEnumerable<VideoFrame> FromFolder(string folder, CancellationToken cancellationToken = default) => FromFiles(FilesOf(folder), cancellationToken);

    /// <summary>The pictures of a folder, in the same order.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Their paths; at least one.</returns>
    /// <exception cref="ImageException">There is no such folder or no picture in it.</exception>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            string[] files =
            [
                .. Directory.EnumerateFiles(folder).Where(f => Endings.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                    .Order(Comparer<string>.Create((a, b) => NaturalOrder.Compare(Path.GetFileName(a), Path.GetFileName(b)))),
            ];
            return files.Length > 0
                ? files
                : throw new ImageException($"{MessageText.OneLine(folder)} holds no pictures, expected the frames of a video as {string.Join(", ", Endings)}: take the video apart into that folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{MessageText.OneLine(folder)} cannot be listed ({MessageText.OneLine(e.Message).TrimEnd('.')}): give a folder with the frames of a video.", e);
        }
    }

    /// <summary>Pictures in the order given. Each is read when its turn comes.</summary>
    /// <param name="files">Their paths.</param>
    /// <param name="cancellationToken">Honoured between two pictures.</param>
    /// <exception cref="ImageException">A picture cannot be read.</exception>
    public static IAsyncEnumerable<VideoFrame> FromFiles(IEnumerable<string> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Read(files, cancellationToken);
    }

    /// <summary>Frames that the caller makes.</summary>
    /// <param name="next">Told the number of a frame, from 0, gives its picture, or <see langword="null"/> behind the last one.</param>
    /// <param name="cancellationToken">Honoured between two frames.</param>
    public static IAsyncEnumerable<VideoFrame> FromCallback(Func<int, RgbImage?> next, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(next);
        return FromCallback((number, _) => ValueTask.FromResult(next(number)), cancellationToken);
    }

    /// <summary>Frames that the caller makes and may have to wait for.</summary>
    /// <param name="next">Told the number of a frame, from 0, gives its picture, or <see langword="null"/> behind the last one.</param>
    /// <param name="cancellationToken">Passed on.</param>
    public static IAsyncEnumerable<VideoFrame> FromCallback(Func<int, CancellationToken, ValueTask<RgbImage?>> next, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(next);
        return Ask(next, cancellationToken);
    }

    private static async IAsyncEnumerable<VideoFrame> Read(IEnumerable<string> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new VideoFrame(await Task.Run(() => RgbImage.Load(file), cancellationToken).ConfigureAwait(false));
        }
    }

    private static async IAsyncEnumerable<VideoFrame> Ask(
        Func<int, CancellationToken, ValueTask<RgbImage?>> next, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int number = 0; await next(number, cancellationToken).ConfigureAwait(false) is { } image; number++)
        {
            yield return new VideoFrame(image);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
