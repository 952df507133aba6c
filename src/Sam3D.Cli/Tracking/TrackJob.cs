using System.Diagnostics;
using System.Globalization;
using Sam3D.Bundles;
using Sam3D.Cli.Reporting;
using Sam3D.Rendering;

namespace Sam3D.Cli.Tracking;

/// <summary>Follows objects through the frames of a folder and writes masks and overlays as they come.</summary>
/// <param name="request">What to do.</param>
/// <param name="reporter">Told how far it is.</param>
internal sealed class TrackJob(TrackRequest request, Reporter reporter)
{
    private const string Overlays = "overlay";

    // An export has four or six; every file is opened to see what it is.
    private const int MostFiles = 16;

    private readonly SortedDictionary<int, ObjectCount> _objects = [];
    private int _files;

    /// <summary>Does it.</summary>
    public async Task<TrackReport> RunAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        IReadOnlyList<string> files = VideoFrames.FilesOf(request.Frames);
        IReadOnlyList<VideoPrompt> prompts = request.Prompts();
        string output = Path.GetFullPath(request.Output);
        using OnnxVideoSegmenter segmenter = Open(request, cancellationToken);

        // Frames of which the result is not there yet, for their overlays: as many as the segmenter is behind.
        var waiting = new Queue<RgbImage>();
        (int width, int height) = (0, 0);
        RgbImage Read(int number)
        {
            RgbImage image = RgbImage.Load(files[number]);
            (width, height) = number == 0 ? (image.Width, image.Height) : (width, height);
            waiting.Enqueue(image);
            return image;
        }

        await reporter.RunAsync(async progress =>
        {
            IAsyncEnumerable<VideoFrame> frames = VideoFrames.FromCallback(i => i < files.Count ? Read(i) : null, cancellationToken);
            await foreach (VideoMasks masks in segmenter.TrackAsync(frames, prompts, cancellationToken).ConfigureAwait(false))
            {
                await Task.Run(() => Write(output, waiting.Dequeue(), masks), cancellationToken).ConfigureAwait(false);
                progress.Report(new WorkProgress("track", masks.Frame + 1, files.Count));
            }

            return true;
        }).ConfigureAwait(false);

        return new TrackReport
        {
            Folder = request.Frames,
            Bundle = request.Bundle,
            Device = segmenter.Device.Name,
            Output = output,
            Frames = files.Count,
            Width = width,
            Height = height,
            Objects = [.. _objects.Select(o => o.Value.Report(o.Key, Path.Combine(output, FolderOf(o.Key))))],
            Files = _files,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
    }

    /// <summary>A bundle, or a folder with the ONNX files of an export.</summary>
    private static OnnxVideoSegmenter Open(TrackRequest request, CancellationToken cancellationToken)
    {
        string folder = request.Bundle;
        string[] files = Directory.Exists(folder) && !File.Exists(Path.Combine(folder, BundleManifest.FileName))
            ? [.. Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal).Take(MostFiles)]
            : [];
        return files.Length > 0
            ? OnnxVideoSegmenter.OpenFiles(files, request.Runtime, cancellationToken)
            : OnnxVideoSegmenter.Open(folder, request.Runtime, cancellationToken);
    }

    private static string FolderOf(int id) => string.Create(CultureInfo.InvariantCulture, $"object-{id}");

    private void Write(string output, RgbImage image, VideoMasks masks)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{masks.Frame:00000}.png");
        foreach (VideoObject item in masks.Objects)
        {
            if (!_objects.TryGetValue(item.Id, out ObjectCount? count))
            {
                _objects[item.Id] = count = new ObjectCount();
            }

            count.Add(masks.Frame, item.Mask.Count);
            item.Mask.SavePng(Place(output, FolderOf(item.Id), name));
        }

        if (request.WritesOverlays)
        {
            // Overlays number masks from 1.
            ScoredMask[] shown = [.. masks.Objects.Select(o => new ScoredMask(o.Mask, o.Score) { Id = o.Id - 1 })];
            MaskOverlay.Draw(image, shown).SavePng(Place(output, Overlays, name));
        }
    }

    private string Place(string output, string folder, string name)
    {
        string full = Path.Combine(output, folder);
        try
        {
            Directory.CreateDirectory(full);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException($"The folder {full} cannot be made ({PlainText.OneLine(e.Message).TrimEnd('.')}); choose a place that you may write to.", e);
        }

        _files++;
        return Path.Combine(full, name);
    }

    private sealed class ObjectCount
    {
        private int? _first, _last;
        private int _frames;
        private long _pixels;

        public void Add(int frame, int pixels)
        {
            if (pixels > 0)
            {
                _first ??= frame;
                (_last, _frames, _pixels) = (frame, _frames + 1, _pixels + pixels);
            }
        }

        public TrackedObject Report(int id, string folder) => new()
        {
            Id = id,
            FirstFrame = _first,
            LastFrame = _last,
            Frames = _frames,
            MeanPixels = _frames == 0 ? 0 : (double)_pixels / _frames,
            Masks = folder,
        };
    }
}
