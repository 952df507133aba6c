using System.CommandLine;
using System.Diagnostics;
using Sam3D.Cli.Reporting;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d data generate</c>: makes or continues a dataset.</summary>
internal static class DataGenerateCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> recipe = CheckedOptions.PathArgument("RECIPE", "A YAML file that describes the dataset; options go over what it says. Folders in it are relative to the current folder.");
        recipe.Arity = ArgumentArity.ZeroOrOne;
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The dataset's folder. One of the same options that is not finished is continued.", "-o");
        output.Required = true;
        Option<int?> count = CheckedOptions.Number("--count", "N", "Number of samples. Needed without a recipe.", 1, DatasetLimits.MaxSamples);
        Option<long?> seed = CheckedOptions.Number("--seed", "N", "Seed of the samples. Default 0.", 0L, long.MaxValue);
        Option<int?> size = CheckedOptions.Number("--size", "PIXELS", "Side of the square pictures. Default 168.", 16, 1024);
        Option<int?> resolution = CheckedOptions.Number("--resolution", "VOXELS", "Voxels along an axis, a multiple of 8. Default 32.", 8, 128);
        Option<int?> shard = CheckedOptions.Number("--shard-size", "N", "Samples a file. Default 64.", 1, DatasetLimits.MaxShardSize);
        Option<int?> threads = CheckedOptions.Number("--threads", "N", "Threads; the result does not depend on it. Default: all processors.", 1, 1024);
        var families = new Option<string?>("--families")
        {
            Description = $"Families of procedural objects, separated by commas: {string.Join(", ", ObjectFamilies.Names)}. Default all.",
            HelpName = "A,B,…",
        };
        Option<float?> azimuth = CheckedOptions.Number("--max-azimuth", "DEGREES", "How far from the front objects without symmetry are seen. Default 180.", 0f, 180f);
        Option<float?> occluders = CheckedOptions.Number("--occluders", "SHARE", "Part of the samples with another object in front. Default 0.2.", 0f, 1f);
        Option<string?> photos = CheckedOptions.Path("--photos", "FOLDER", "Photographs to paste objects into; name.mask.png beside one marks an object to replace.");
        Option<float?> photoShare = CheckedOptions.Number("--photo-share", "SHARE", "Part of the samples that are pasted into photographs. Default: what the recipe says of its folder, or 0.5 with --photos.", 0f, 1f);
        Option<string?> meshes = CheckedOptions.Path("--meshes", "FOLDER", "Your own objects: GLB, OBJ with MTL, PLY.");
        Option<float?> meshShare = CheckedOptions.Number("--mesh-share", "SHARE", "Part of the samples that show one of your objects. Default: what the recipe says of its folder, or 0.5 with --meshes.", 0f, 1f);
        Option<string?> meshList = CheckedOptions.Path("--mesh-list", "FILE", "A table of the meshes to use, with sizes and turns: tab-separated, with the columns file, width_cm, depth_cm, height_cm, model_rotation.");
        Option<int?> variants = CheckedOptions.Number("--mesh-variants", "N", "Objects that each of your meshes stands for: itself, and stretched and mirrored ones. Default 1.", 1, DataOptions.MaxMeshVariants);
        Option<float?> stretch = CheckedOptions.Number("--mesh-stretch", "S", "How much variants are stretched along each axis: by exp(-S) to exp(S). Default 0.", 0f, 1f);
        Option<int?> points = CheckedOptions.Number("--surface-points", "N", "Surface points to store with each sample. Default 0.", 0, DatasetLimits.MaxSurfacePoints);
        var fine = new Option<bool>("--fine-distances") { Description = "Store signed distances at four times the resolution round the surface (large)." };
        var command = new Command("generate", "Make training samples: pictures with mask, point map, camera, pose and voxels. A run that was stopped is continued by the same command.")
        {
            recipe, output, count, seed, size, resolution, shard, threads, families, azimuth, occluders, photos, photoShare, meshes, meshShare, meshList, variants, stretch, points, fine,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            DataRecipe? written = parsed.GetValue(recipe) is { } file ? DataRecipeFile.Load(file) : null;
            DataOptions start = written?.Options ?? new DataOptions();
            string? photoFolder = parsed.GetValue(photos), meshFolder = parsed.GetValue(meshes);
            DataOptions options = start with
            {
                Seed = parsed.GetValue(seed) is { } s ? (ulong)s : start.Seed,
                ImageSize = parsed.GetValue(size) ?? start.ImageSize,
                Resolution = parsed.GetValue(resolution) ?? start.Resolution,
                Families = parsed.GetValue(families) is { } list ? list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : start.Families,
                View = start.View with { MaxAzimuth = parsed.GetValue(azimuth) ?? start.View.MaxAzimuth },
                Occluders = parsed.GetValue(occluders) ?? start.Occluders,
                Photos = photoFolder ?? start.Photos,
                PhotoShare = parsed.GetValue(photoShare) ?? (photoFolder is null || start.Photos is not null ? start.PhotoShare : DataOptions.FolderShare),
                Meshes = meshFolder ?? start.Meshes,
                MeshShare = parsed.GetValue(meshShare) ?? (meshFolder is null || start.Meshes is not null ? start.MeshShare : DataOptions.FolderShare),
                MeshList = parsed.GetValue(meshList) ?? start.MeshList,
                MeshVariants = parsed.GetValue(variants) ?? start.MeshVariants,
                MeshStretch = parsed.GetValue(stretch) ?? start.MeshStretch,
                SurfacePoints = parsed.GetValue(points) ?? start.SurfacePoints,
                FineDistances = parsed.GetValue(fine) || start.FineDistances,
            };
            int samples = parsed.GetValue(count) ?? written?.Count ?? throw new UsageException("--count is missing, expected a number of samples; give it, or a recipe that says it.");
            return RunAsync(
                parsed.GetRequiredValue(output)!, options, samples, parsed.GetValue(shard) ?? written?.ShardSize ?? DatasetGenerator.DefaultShardSize, parsed.GetValue(threads),
                GlobalOptions.Reporter(parsed, terminal), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        string folder, DataOptions options, int count, int shardSize, int? threads, Reporter reporter, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ShardDataset dataset = await DatasetRun.RunAsync(
            reporter, "generate samples", count, options.Validate,
            progress => DatasetGenerator.Generate(folder, options, count, shardSize, threads, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var report = new DataGenerateReport
        {
            Folder = Path.GetFullPath(folder),
            Samples = dataset.Count,
            Shards = (dataset.Count + shardSize - 1) / shardSize,
            Bytes = dataset.RecordBytes,
            Seconds = seconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
        reporter.Result(report, CliJson.Readable.DataGenerateReport, WriteText);
        return ExitCode.Success;
    }

    private static void WriteText(DataGenerateReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("folder", report.Folder);
        lines.Add("samples", $"{PlainText.Count(report.Samples, "sample")} in {PlainText.Count(report.Shards, "shard")}, {PlainText.Bytes(report.Bytes)}");
        string memory = report.PeakMemoryBytes is { } peak ? $", peak memory {PlainText.Bytes(peak)}" : "";
        lines.Add("total", PlainText.Seconds(report.Seconds) + memory);
    }
}

/// <summary>What was made.</summary>
internal sealed record DataGenerateReport
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Number of files.</summary>
    public required int Shards { get; init; }

    /// <summary>Bytes of all records.</summary>
    public required long Bytes { get; init; }

    /// <summary>Wall-clock time of this run; less where it continued one.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}
