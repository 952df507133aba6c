using System.CommandLine;
using Sam3D.Cli.Evaluation;
using Sam3D.Cli.Reporting;
using Sam3D.Evaluation;
using Sam3D.Metrics;
using Sam3D.Training.Data.Storage;
using Sam3D.Training.Evaluation;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d eval</c>: scores of reconstructed objects against true meshes, and of preferences.</summary>
internal static class EvalCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal) => new("eval", "Score reconstructed objects against true meshes: a table, a JSON file and a page with pictures.")
    {
        Render(terminal), Samples(terminal), Pictures(terminal), Meshes(terminal), Preferences(terminal), EvalAutoencodersCommand.Create(terminal),
    };

    private static Command Render(Terminal terminal)
    {
        Argument<string> meshes = CheckedOptions.PathArgument("MESHES", "A folder of meshes (GLB, OBJ, PLY, or folders with one each).");
        Option<int?> views = CheckedOptions.Number("--views", "N", "Pictures of each mesh, 1 to 8, from fixed cameras. Default 1.", 1, 8);
        Option<int?> size = CheckedOptions.Number("--size", "PIXELS", "Side of the pictures, 32 to 2048. Default 448.", 32, 2048);
        Option<float?> fieldOfView = CheckedOptions.Number("--fov", "DEGREES", "Field of view of the pictures, 5 to 120. Default 50.", 5f, 120f);
        var scoring = new EvalScoringOptions();
        var model = new EvalModelOptions();
        var command = new Command("render", "Draw pictures of meshes, reconstruct the objects from them, and score shape, layout and silhouette.")
        {
            meshes, views, size, fieldOfView,
        };
        scoring.AddTo(command);
        model.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            EvalRequest request = model.Apply(parsed, scoring.Request(parsed, "Evaluation on drawn pictures"));
            var drawing = new RenderedCaseOptions
            {
                Views = parsed.GetValue(views) ?? 1,
                Size = parsed.GetValue(size) ?? 448,
                FieldOfView = parsed.GetValue(fieldOfView) ?? 50,
                Reading = request.Reading,
            };
            return RunAsync(request, RenderedCases.Of(EvaluationFolder.Meshes(parsed.GetRequiredValue(meshes)), drawing), null, parsed, terminal, cancellationToken);
        });
        return command;
    }

    private static Command Samples(Terminal terminal)
    {
        Argument<string> dataset = CheckedOptions.PathArgument("DATASET", "A dataset of 'sam3d data generate', with seeds or meshes that the model was not trained on; its meshes and photographs are read again.");
        Option<int?> first = CheckedOptions.Number("--first", "N", "Number of the first sample. Default 0.", 0, DatasetLimits.MaxSamples);
        Option<int?> count = CheckedOptions.Number("--count", "N", "Number of samples. Default all.", 1, EvaluationRun.MaxCases);
        var sources = new DatasetSourceOptions();
        var scoring = new EvalScoringOptions();
        var model = new EvalModelOptions();
        var command = new Command("samples", "Reconstruct the objects of training samples and score shape, layout and silhouette.") { dataset, first, count };
        sources.AddTo(command);
        scoring.AddTo(command);
        model.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            EvalRequest request = model.Apply(parsed, scoring.Request(parsed, "Evaluation on samples"));
            IReadOnlyList<EvaluationItem> items = DatasetCases.Of(
                ShardDataset.Open(parsed.GetRequiredValue(dataset)), parsed.GetValue(first) ?? 0, parsed.GetValue(count) ?? EvaluationRun.MaxCases, sources.Sources(parsed));
            return RunAsync(request, items, null, parsed, terminal, cancellationToken);
        });
        return command;
    }

    private static Command Pictures(Terminal terminal)
    {
        Argument<string> pictures = CheckedOptions.PathArgument(
            "PICTURES", "A folder of pictures NAME.png, with their mask as transparency or NAME.mask.png, and NAME.pose.json where the pose is known.");
        Argument<string> truths = CheckedOptions.PathArgument("TRUTHS", "A folder of true meshes: NAME.glb, .obj, .ply, or folders NAME with one each.");
        var scoring = new EvalScoringOptions();
        var model = new EvalModelOptions();
        var command = new Command("pictures", "Reconstruct the objects of given pictures and score them.") { pictures, truths };
        scoring.AddTo(command);
        model.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            EvalRequest request = model.Apply(parsed, scoring.Request(parsed, "Evaluation on given pictures"));
            IReadOnlyList<EvaluationItem> items = EvaluationFolder.Cases(parsed.GetRequiredValue(pictures), parsed.GetRequiredValue(truths), request.Reading);
            return RunAsync(request, items, null, parsed, terminal, cancellationToken);
        });
        return command;
    }

    private static Command Meshes(Terminal terminal)
    {
        Argument<string> predictions = CheckedOptions.PathArgument("PREDICTIONS", "A folder of predicted meshes by name, with NAME.pose.json where a pose is predicted.");
        Argument<string> truths = CheckedOptions.PathArgument("TRUTHS", "A folder of true meshes: NAME.glb, .obj, .ply, or folders NAME with one each.");
        Option<string?> pictures = CheckedOptions.Path("--pictures", "FOLDER", "Pictures, masks and true poses by name, for silhouettes and layouts.");
        Option<string?> name = CheckedOptions.Path("--name", "NAME", "What the report calls the predictions. Default: the folder's name.");
        Option<string> up = EvalScoringOptions.UpOption("--prediction-up", "The axis that points up in predicted OBJ and PLY files.");
        var scoring = new EvalScoringOptions();
        var command = new Command("meshes", "Score meshes that were made before.") { predictions, truths, pictures, name, up };
        scoring.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            EvalRequest request = scoring.Request(parsed, "Evaluation of given meshes");
            string folder = parsed.GetRequiredValue(predictions);
            string label = parsed.GetValue(name) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            var given = new FolderPredictor(label, folder, EvalScoringOptions.Reading(parsed, up));
            IReadOnlyList<EvaluationItem> items = EvaluationFolder.Truths(parsed.GetRequiredValue(truths), parsed.GetValue(pictures), request.Reading);
            return RunAsync(request, items, given, parsed, terminal, cancellationToken);
        });
        return command;
    }

    private static Command Preferences(Terminal terminal)
    {
        Argument<string> file = CheckedOptions.PathArgument("PAIRS", "A file of lines first,second,outcome; the outcome is first, second or tie.");
        Option<double?> prior = CheckedOptions.Number(
            "--prior", "N", "Comparisons that each model is thought to have drawn with an average one, 0 to 1000; needed where a model never lost or never won. Default 0.", 0d, 1000d);
        Option<double?> confidence = CheckedOptions.Number("--confidence", "P", "Probability of the intervals, 0.5 to 0.9999. Default 0.95.", 0.5, 0.9999);
        var command = new Command("preferences", "Win rates with intervals, Bradley-Terry strengths and Elo numbers of models from comparisons.") { file, prior, confidence };
        command.SetAction(parsed =>
        {
            IReadOnlyList<Preference> all = PreferenceFile.Read(parsed.GetRequiredValue(file));
            double probability = parsed.GetValue(confidence) ?? 0.95;
            IReadOnlyList<ModelStrength> strengths = BradleyTerry.Fit(all, parsed.GetValue(prior) ?? 0);
            string[] names = [.. strengths.Select(s => s.Name)];
            var pairs = names
                .SelectMany((first, i) => names.Skip(i + 1).Select(second => (first, second, Rate: Preference.RateOf(all, first, second))))
                .Where(p => p.Rate.Count > 0)
                .Select(p =>
                {
                    (double low, double high) = p.Rate.Interval(probability);
                    return new PairReport(p.first, p.second, p.Rate.Wins, p.Rate.Losses, p.Rate.Ties, p.Rate.Rate, low, high);
                });
            var report = new PreferenceReport(all.Count, probability, strengths, [.. pairs]);
            GlobalOptions.Reporter(parsed, terminal).Result(report, CliJson.Readable.PreferenceReport, EvalText.Write);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<int> RunAsync(
        EvalRequest request, IReadOnlyList<EvaluationItem> items, IObjectPredictor? given, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
        EvalReport report = await new EvalJob(request, reporter).RunAsync(items, given, cancellationToken).ConfigureAwait(false);
        reporter.Result(report, CliJson.Readable.EvalReport, EvalText.Write);
        return ExitCode.Success;
    }
}
