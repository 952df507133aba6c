using System.Diagnostics;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Reporting;
using Sam3D.Cli.Segmentation;
using Sam3D.Export;
using Sam3D.Gaussians;
using Sam3D.Rendering;

namespace Sam3D.Cli.Scenes;

/// <summary>Finds objects in a photograph, reconstructs each, and writes them as one scene, or nothing.</summary>
/// <param name="request">What to do.</param>
/// <param name="reporter">Told about choices and progress.</param>
internal sealed class SceneJob(SceneRequest request, Reporter reporter)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Does the work.</summary>
    public async Task<SceneReport> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Everything that can be refused before any network runs
        string file = Path.GetFileName(request.Output), name = Path.GetFileNameWithoutExtension(file);
        using var output = new OutputFolder(Path.GetDirectoryName(Path.GetFullPath(request.Output))!, request.ReplacesFiles);
        RgbImage photo = RgbImage.Load(request.Photo);
        using ModelBundle bundle = request.Bundle is { } folder ? ModelBundle.Open(folder) : CompactModel.OpenBundle();
        using ReconstructionPipeline pipeline = ReconstructionPipeline.Create(bundle, request.Runtime);
        ReconstructionOptions options = request.Options with { Formats = AssetFormats.Mesh | (request.WritesGaussians ? AssetFormats.Gaussians : 0) };
        pipeline.Validate(options);
        string scenePath = output.Reserve(file), overlayName = $"{name}.overlay.png", overlayPath = output.Reserve(overlayName);
        string gaussiansName = $"{name}.gaussians.ply";
        string? gaussiansPath = request.WritesGaussians ? output.Reserve(gaussiansName) : null;

        // 2. Objects; the segmenter's networks are not needed any more afterwards
        (ISegmenter segmenter, string segmenterName) = SegmenterSource.Open(request.Prompt, request.Runtime, cancellationToken);
        IReadOnlyList<ScoredMask> masks;
        using (segmenter)
        {
            masks = await SceneObjects.FindAsync(segmenter, photo, request, reporter, cancellationToken).ConfigureAwait(false);
        }

        // 3. Depth once, then each object
        ReconstructionStage last = StageProgress.LastOf(bundle.Manifest, options);
        (DepthEstimate? depth, List<Placed> objects) = await reporter.RunAsync(progress => ReconstructAsync(
            pipeline, photo, masks, options, prefix => new StageProgress(prefix, last, progress), cancellationToken)).ConfigureAwait(false);

        // 4. Files
        AtomicFile.Write(scenePath, stream => GlbWriter.WriteScene(objects.Select(o => (o.Result.Mesh, o.Result.Pose, o.Name)), stream, objects[0].Result.Camera));
        if (gaussiansPath is not null)
        {
            GaussianCloud.Merge([.. objects.Select(o => o.Result.Gaussians.Transform(o.Result.Pose))]).Save(gaussiansPath);
        }

        MaskOverlay.Draw(photo, [.. objects.Select(o => o.Mask).OrderByDescending(m => m.Mask.Count)]).SavePng(overlayPath);
        cancellationToken.ThrowIfCancellationRequested();
        output.Commit();
        return new SceneReport
        {
            Photo = request.Photo,
            Width = photo.Width,
            Height = photo.Height,
            Segmenter = segmenterName,
            Model = bundle.Manifest.Name,
            Device = pipeline.Device.Name,
            HasDepth = depth is not null,
            Objects = [.. objects.Select(o => o.Sum(photo))],
            Scene = output.Target(file),
            Gaussians = gaussiansPath is null ? null : output.Target(gaussiansName),
            Overlay = output.Target(overlayName),
            Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
    }

    private async Task<(DepthEstimate? Depth, List<Placed> Objects)> ReconstructAsync(
        ReconstructionPipeline pipeline,
        RgbImage photo,
        IReadOnlyList<ScoredMask> masks,
        ReconstructionOptions options,
        Func<string, IProgress<ReconstructionProgress>> progress,
        CancellationToken cancellationToken)
    {
        DepthEstimate? depth = options.EstimateDepth ? await pipeline.EstimateDepthAsync(photo, progress(""), cancellationToken).ConfigureAwait(false) : null;
        CameraIntrinsics? camera = request.FieldOfViewDegrees is { } degrees ? CameraIntrinsics.FromFieldOfView(degrees, photo.Width, photo.Height) : depth?.Camera;
        var objects = new List<Placed>();
        foreach (ScoredMask mask in masks)
        {
            string name = $"{request.Prompt.Text ?? "object"} {mask.Id + 1}";
            var input = new GeometryInput(photo, mask.Mask) { PointMap = depth?.PointMap, Camera = camera };
            try
            {
                objects.Add(new Placed(name, mask, await pipeline.ReconstructAsync(input, options, progress($"{name}: "), cancellationToken).ConfigureAwait(false)));
            }
            catch (ReconstructionException e) when (masks.Count > 1 && (mask != masks[^1] || objects.Count > 0))
            {
                // A scene without one of its objects is better than none.
                reporter.Note($"{name} is left out: {e.Message}");
            }
        }

        return (depth, objects);
    }

    /// <summary>An object in its place.</summary>
    private sealed record Placed(string Name, ScoredMask Mask, Reconstruction Result)
    {
        public SceneItem Sum(RgbImage photo) => new(
            Name,
            Mask.Score,
            Mask.Mask.Count,
            Result.Voxels.Count,
            Result.Mesh.TriangleCount,
            Result.HasGaussians ? Result.Gaussians.Count : null,
            PoseFile.Of(Result, photo));
    }
}
