using System.Diagnostics;
using Sam3D.Cli.Reporting;
using Sam3D.Export;
using Sam3D.Rendering;

namespace Sam3D.Cli.Reconstruct;

/// <summary>Reconstructs the objects of one photograph and writes all their files, or none.</summary>
/// <param name="request">What to do.</param>
/// <param name="reporter">Told about choices and progress.</param>
internal sealed class ReconstructJob(ReconstructRequest request, Reporter reporter)
{
    private const string SceneFile = "scene.glb";
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Does the work.</summary>
    public async Task<ReconstructReport> RunAsync(CancellationToken cancellationToken)
    {
        // 1. Everything that can be refused before any network runs.
        using var output = new OutputFolder(request.Output, request.ReplacesFiles);
        RgbImage photo = RgbImage.Load(request.Photo);
        string name = Path.GetFileNameWithoutExtension(request.Photo) is { Length: > 0 } stem ? stem : "photo";
        using ModelBundle bundle = request.Bundle is { } folder ? ModelBundle.Open(folder) : CompactModel.OpenBundle();
        using ReconstructionPipeline pipeline = ReconstructionPipeline.Create(bundle, request.Runtime);
        IReadOnlyList<string> formats = request.Formats ?? OutputFormats.Default(pipeline.Formats);
        ReconstructionOptions options = request.Options with { Formats = OutputFormats.AssetsOf(formats) };
        pipeline.Validate(options);

        // 2. Masks
        IReadOnlyList<ObjectMask> objects = await ChooseMasksAsync(name, photo, cancellationToken).ConfigureAwait(false);
        List<PlannedFiles> plans = [.. objects.Select(o => Plan(o, formats, output))];
        string? scene = objects.Count > 1 && plans[0].Meshes.Count > 0 ? output.Reserve(SceneFile) : null;

        // 3. Objects
        ReconstructionStage last = StageProgress.LastOf(bundle.Manifest, options);
        IReadOnlyList<Reconstruction> results = await reporter.RunAsync(progress => ReconstructAsync(
            pipeline, photo, objects, options, prefix => new StageProgress(prefix, last, progress), cancellationToken)).ConfigureAwait(false);

        // 4. Files
        for (int i = 0; i < objects.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(plans[i], photo, objects[i].Mask, results[i]);
        }

        if (scene is not null)
        {
            AtomicFile.Write(scene, stream =>
                GlbWriter.WriteScene(objects.Zip(results, (o, r) => (r.Mesh, r.Pose, o.Name)), stream));
        }

        cancellationToken.ThrowIfCancellationRequested();
        output.Commit();
        return new ReconstructReport
        {
            Photo = request.Photo,
            Width = photo.Width,
            Height = photo.Height,
            Model = bundle.Manifest.Name,
            Bundle = request.Bundle,
            Device = pipeline.Device.Name,
            Seed = request.Options.Geometry.Seed,
            Objects = [.. objects.Select((o, i) => ReconstructedObject.Of(o, plans[i].Names.Select(output.Target), results[i], photo))],
            Scene = scene is null ? null : output.Target(SceneFile),
            Seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
    }

    private async Task<IReadOnlyList<ObjectMask>> ChooseMasksAsync(string name, RgbImage photo, CancellationToken cancellationToken)
    {
        if (request.Masks.Count > 0)
        {
            return ObjectMask.Load(name, photo, request.Masks);
        }

        if (photo.AlphaMask is not null)
        {
            ObjectMask mask = ObjectMask.FromAlpha(name, photo);
            reporter.Note("mask: the transparency of the photograph");
            return [mask];
        }

        using SalientObjectSegmenter segmenter = SalientObjectSegmenter.CreateDefault(request.Runtime);
        IReadOnlyList<ScoredMask> found = await segmenter
            .SegmentAsync(photo, SegmentationPrompt.Salient, cancellationToken).ConfigureAwait(false);
        reporter.Note($"mask: the main object that the segmenter found (score {found[0].Score:0.00})");
        return [new ObjectMask(name, found[0].Mask, "salient")];
    }

    private async Task<IReadOnlyList<Reconstruction>> ReconstructAsync(
        ReconstructionPipeline pipeline,
        RgbImage photo,
        IReadOnlyList<ObjectMask> objects,
        ReconstructionOptions options,
        Func<string, IProgress<ReconstructionProgress>> progress,
        CancellationToken cancellationToken)
    {
        // Several objects share the depth of their photograph; a single one gets it as its own first stage.
        DepthEstimate? depth = objects.Count > 1 && options.EstimateDepth
            ? await pipeline.EstimateDepthAsync(photo, progress(""), cancellationToken).ConfigureAwait(false)
            : null;
        CameraIntrinsics? camera = request.FieldOfViewDegrees is { } degrees ? CameraIntrinsics.FromFieldOfView(degrees, photo.Width, photo.Height) : depth?.Camera;
        var results = new List<Reconstruction>();
        foreach (ObjectMask item in objects)
        {
            var input = new GeometryInput(photo, item.Mask) { PointMap = depth?.PointMap, Camera = camera };
            string prefix = objects.Count > 1 ? $"{item.Name}: " : "";
            results.Add(await pipeline.ReconstructAsync(input, options, progress(prefix), cancellationToken).ConfigureAwait(false));
        }

        return results;
    }

    private PlannedFiles Plan(ObjectMask item, IReadOnlyList<string> formats, OutputFolder output)
    {
        var plan = new PlannedFiles(output);
        foreach (string format in formats)
        {
            List<string> paths = OutputFormats.Meshes.Contains(format) ? plan.Meshes : plan.Gaussians;
            paths.Add(plan.Add(OutputFormats.FileName(item.Name, format)));
        }

        plan.Pose = plan.Add($"{item.Name}.pose.json");
        plan.Mask = item.Source == "salient" ? plan.Add($"{item.Name}.mask.png") : null;
        plan.Sheet = request.WritesSheet ? plan.Add($"{item.Name}.sheet.png") : null;
        return plan;
    }

    private static void Write(PlannedFiles plan, RgbImage photo, Mask mask, Reconstruction result)
    {
        foreach (string path in plan.Meshes)
        {
            result.Mesh.Save(path);
        }

        foreach (string path in plan.Gaussians)
        {
            result.Gaussians.Save(path);
        }

        PoseFile.Of(result, photo).Save(plan.Pose);
        if (plan.Mask is { } maskPath)
        {
            mask.SavePng(maskPath);
        }

        if (plan.Sheet is { } sheetPath)
        {
            RgbImage sheet = result.HasMesh
                ? ContactSheet.Compose(photo, mask, result.Mesh, result.Pose)
                : ContactSheet.Compose(photo, mask, result.Gaussians, result.Pose);
            sheet.SavePng(sheetPath);
        }
    }

    /// <summary>Where the files of one object are written.</summary>
    private sealed class PlannedFiles(OutputFolder output)
    {
        public List<string> Names { get; } = [];

        public List<string> Meshes { get; } = [];

        public List<string> Gaussians { get; } = [];

        public string Pose { get; set; } = "";

        public string? Mask { get; set; }

        public string? Sheet { get; set; }

        public string Add(string name)
        {
            Names.Add(name);
            return output.Reserve(name);
        }
    }
}
