using System.Diagnostics;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Reporting;
using Sam3D.Evaluation;
using Sam3D.Export;
using Sam3D.Training.Data.Storage;
using Sam3D.Training.Evaluation;

namespace Sam3D.Cli.Evaluation;

/// <summary>Scores models on cases and writes the report: all of its files, or none.</summary>
/// <param name="request">What to do.</param>
/// <param name="reporter">Told about progress.</param>
internal sealed class EvalJob(EvalRequest request, Reporter reporter)
{
    private const string Csv = "evaluation.csv", Json = "evaluation.json", Html = "evaluation.html", Preferences = "preferences.csv";

    private const string DatasetFile = "dataset.json";

    private const string NearestName = "nearest training shape by mask", MeanName = "mean training shape";

    // What the baselines know of a folder of meshes: each training mesh from so many sides.
    private const int TrainingViews = 8;
    private const int TrainingSize = 128;

    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Does the work.</summary>
    /// <param name="items">The cases.</param>
    /// <param name="given">A model of predictions that were made before, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the work; nothing is written then.</param>
    public async Task<EvalReport> RunAsync(IReadOnlyList<EvaluationItem> items, IObjectPredictor? given, CancellationToken cancellationToken)
    {
        // 1. Everything that can be refused before any work.
        request.Scoring.Validate();
        using var output = new OutputFolder(request.Output, request.ReplacesFiles);
        string csv = output.Reserve(Csv), json = output.Reserve(Json), html = output.Reserve(Html);
        string? preferences = request.WritesPreferences ? output.Reserve(Preferences) : null;
        var pipelines = new List<ReconstructionPipeline>();
        try
        {
            var models = new List<IObjectPredictor>();
            foreach (string? folder in request.Bundles)
            {
                ModelBundle bundle = folder is null ? CompactModel.OpenBundle() : ModelBundle.Open(folder);
                string name = DistinctName(bundle.Manifest.Name, [NearestName, MeanName, .. models.Select(m => m.Name)]);
                pipelines.Add(ReconstructionPipeline.Create(bundle, request.Runtime));
                models.Add(new PipelinePredictor(name, pipelines[^1], request.Sampling));
            }

            models.AddRange(given is null ? [] : [given]);

            // 2. Training shapes, predictions and scores.
            var page = new HtmlReport();
            IReadOnlyList<CaseScore> scores = await reporter.RunAsync(progress => Task.Run(
                async () =>
                {
                    models.AddRange(Baselines(progress, cancellationToken));
                    var steps = new Steps(progress);
                    return await EvaluationRun.RunAsync(items, models, request.Scoring, page.Add, steps, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken)).ConfigureAwait(false);

            // 3. Files.
            EvaluationReport report = EvaluationReport.Of(scores, request.Scoring);
            AtomicFile.Write(csv, stream => CsvReport.Write(scores, stream));
            AtomicFile.Write(json, report.WriteJson);
            AtomicFile.Write(html, stream => page.Write(report, request.Title, stream));
            if (preferences is not null)
            {
                AtomicFile.Write(preferences, stream => PreferenceFile.Write(PreferenceFile.Of(scores), stream));
            }

            cancellationToken.ThrowIfCancellationRequested();
            output.Commit();
            string[] files = [output.Target(Csv), output.Target(Json), output.Target(Html), .. preferences is null ? [] : (string[])[output.Target(Preferences)]];
            return new EvalReport(items.Count, report.Models, files, Stopwatch.GetElapsedTime(_started).TotalSeconds);
        }
        finally
        {
            pipelines.ForEach(p => p.Dispose());
        }
    }

    /// <summary>A name that no other model has: names of bundles are chosen by whoever makes them.</summary>
    internal static string DistinctName(string name, IReadOnlyCollection<string> taken) =>
        taken.Contains(name) ? Enumerable.Range(2, taken.Count + 1).Select(n => $"{name} ({n})").First(n => !taken.Contains(n)) : name;

    private IEnumerable<IObjectPredictor> Baselines(IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        if (request.TrainingSet is not { } folder)
        {
            return [];
        }

        IReadOnlyList<TrainingShape> shapes = File.Exists(Path.Combine(folder, DatasetFile)) ? OfDataset(folder, progress, cancellationToken) : OfMeshes(folder, progress, cancellationToken);
        progress.Report(new WorkProgress("mean training shape", 0, 1));
        IObjectPredictor[] baselines = [new NearestMaskPredictor(NearestName, shapes), new MeanShapePredictor(MeanName, shapes, cancellationToken: cancellationToken)];
        return request.RefinesBaselines ? baselines.Select(b => new RefinedLayoutPredictor(b)) : baselines;
    }

    private static IReadOnlyList<TrainingShape> OfDataset(string folder, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var dataset = ShardDataset.Open(folder);
        var shapes = new List<TrainingShape>(dataset.Count);
        for (int i = 0; i < dataset.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            shapes.Add(DatasetShapes.Get(dataset, i));
            progress.Report(new WorkProgress("read training samples", shapes.Count, dataset.Count));
        }

        return shapes;
    }

    private IReadOnlyList<TrainingShape> OfMeshes(string folder, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var options = new RenderedCaseOptions { Views = TrainingViews, Size = TrainingSize, Reading = request.Reading };
        IReadOnlyList<KeyValuePair<string, string>> meshes = EvaluationFolder.Meshes(folder);
        var shapes = new List<TrainingShape>(meshes.Count * TrainingViews);
        for (int i = 0; i < meshes.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            shapes.AddRange(TrainingShape.OfMesh(meshes[i].Key, meshes[i].Value, options));
            progress.Report(new WorkProgress("draw training shapes", i + 1, meshes.Count));
        }

        return shapes;
    }

    private sealed class Steps(IProgress<WorkProgress> inner) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => inner.Report(new WorkProgress("evaluate", value.Done, value.Total));
    }
}
