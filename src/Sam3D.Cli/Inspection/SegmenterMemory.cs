using Sam3D.Bundles;
using Sam3D.Cli.Reporting;
using Sam3D.Conversion;

namespace Sam3D.Cli.Inspection;

/// <summary>Estimates the memory of a segmenter, whose networks all stay loaded, for one photograph and one prompt at a time.</summary>
internal static class SegmenterMemory
{
    // One box or click beside the point that stands for none; 32 words, an example, and the token behind it.
    private const long Points = 2, PromptTokens = 34;

    /// <summary>Reads the graphs of all stages.</summary>
    /// <exception cref="BundleException">A graph cannot be read.</exception>
    public static MemoryInfo Estimate(string path, SegmentationManifest manifest, CancellationToken cancellationToken)
    {
        var source = new FolderBundleSource(path);
        var stages = new List<StageMemory>();
        foreach ((string stage, StageSpec spec) in manifest.Stages.OrderBy(s => s.Key == SegmentationManifest.EncoderStage ? "" : s.Key, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            stages.Add(Estimate(source, path, stage, spec, manifest.Tracking));
        }

        (long? cpu, string? cpuStage) = Sum(stages, s => s.Cpu, MemoryEstimator.BaseBytes);
        (long? cuda, string? cudaStage) = Sum(stages, s => s.Cuda, 0);
        return new MemoryInfo
        {
            Path = path,
            Name = manifest.Name,
            BaseBytes = MemoryEstimator.BaseBytes,
            Stages = stages,
            Budgets = [new BudgetMemory(null, cpu, cpuStage, cuda, cudaStage)],
        };
    }

    private static StageMemory Estimate(FolderBundleSource source, string path, string stage, StageSpec spec, TrackingSpec? tracking)
    {
        string precision = PrecisionNames.Of(spec.Precision);
        try
        {
            Dictionary<string, long[]> inputs = spec.Inputs.ToDictionary(i => i.Name, i => Sizes(i, tracking));
            using Stream stream = source.OpenRead(spec.File);
            IReadOnlyList<GraphMemoryEstimate> estimates = GraphMemory.Estimate(stream, inputs, GraphMemoryOptions.Cpu, GraphMemoryOptions.Cuda);
            long given = inputs.Values.Sum(s => s.Aggregate((long)sizeof(float), (a, b) => checked(a * b)));
            DeviceMemory Of(GraphMemoryEstimate estimate) => new(estimate.Weights, checked(given + estimate.Outputs), estimate.Working);
            return new StageMemory(stage, precision, Of(estimates[0]), Of(estimates[1]), Unknown: null);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            return new StageMemory(stage, precision, Cpu: null, Cuda: null, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{path}/{spec.File} cannot be read: {PlainText.OneLine(e.Message)} Convert or download the bundle again.", e);
        }
    }

    /// <summary>Free sizes: one picture, prompt and box; tokens of a prompt; points.</summary>
    private static long[] Sizes(TensorSpec input, TrackingSpec? tracking) =>
        [.. input.Shape.Select((size, axis) => size >= 0 ? size : axis == 0 ? First(input.Name, tracking) : input.Name.StartsWith("prompt_", StringComparison.Ordinal) ? PromptTokens : Points)];

    /// <summary>The free size of the first axis: a full bank in a video, else one prompt.</summary>
    private static long First(string input, TrackingSpec? tracking) => input switch
    {
        "memories" or "memory_times" => tracking?.Memories ?? 1,
        "pointers" or "pointer_times" => tracking?.Pointers ?? 1,
        _ => 1,
    };

    /// <summary>All weights, and the stage that takes the most besides.</summary>
    private static (long? Bytes, string? Stage) Sum(List<StageMemory> stages, Func<StageMemory, DeviceMemory?> of, long baseBytes)
    {
        if (stages.Any(s => of(s) is null))
        {
            return (null, null);
        }

        StageMemory largest = stages.MaxBy(s => of(s)!.Kept + of(s)!.Working)!;
        return (checked(baseBytes + stages.Sum(s => of(s)!.Weights) + of(largest)!.Kept + of(largest)!.Working), largest.Stage);
    }
}
