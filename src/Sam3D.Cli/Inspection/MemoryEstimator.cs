using Sam3D.Bundles;
using Sam3D.Cli.Reporting;
using Sam3D.Conversion;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D.Cli.Inspection;

/// <summary>Estimates the memory of a reconstruction before it is run (<c>docs/decisions/0014-memory.md</c>).</summary>
/// <param name="path">The bundle's folder.</param>
/// <param name="manifest">What it says.</param>
/// <param name="voxels">Voxels of an object.</param>
internal sealed class MemoryEstimator(string path, BundleManifest manifest, int voxels)
{
    // The process with the runtime, ONNX Runtime and an opened bundle, measured; see the decision.
    internal const long BaseBytes = 130_000_000;

    private readonly FolderBundleSource _source = new(path);
    private readonly StageSizes _sizes = new(manifest, voxels);
    private readonly IReadOnlyList<string> _order = RunOrder.Of(manifest);

    /// <summary>Reads the graphs of all stages.</summary>
    /// <exception cref="BundleException">A graph cannot be read.</exception>
    public MemoryInfo Estimate(CancellationToken cancellationToken)
    {
        var stages = new List<StageMemory>();
        long carried = 0;
        foreach (string stage in _order)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stages.Add(Estimate(stage, carried));
            carried += Carried(stage);
        }

        return new MemoryInfo
        {
            Path = path,
            Name = manifest.Name,
            Voxels = manifest.Refinement is null ? null : voxels,
            BaseBytes = BaseBytes,
            Stages = stages,
            Budgets = [.. ((MemoryBudget[])[MemoryBudget.Fastest, MemoryBudget.Balanced, MemoryBudget.Smallest]).Select(b => Sum(b, stages))],
        };
    }

    private StageMemory Estimate(string stage, long carried)
    {
        StageSpec spec = manifest.Stages[stage];
        string precision = PrecisionNames.Of(spec.Precision);
        IReadOnlyDictionary<string, long[]> inputs = _sizes.Of(stage);
        try
        {
            string? free = inputs.FirstOrDefault(i => i.Value.Any(size => size < 0)).Key;
            if (free is not null)
            {
                throw new InvalidDataException($"the size of the input '{free}' is free");
            }

            using Stream stream = Open(spec.File);
            IReadOnlyList<GraphMemoryEstimate> estimates = GraphMemory.Estimate(stream, inputs, GraphMemoryOptions.Cpu, GraphMemoryOptions.Cuda);
            long given = inputs.Values.Sum(Bytes);
            DeviceMemory Of(GraphMemoryEstimate estimate, long others) =>
                new(estimate.Weights, checked(given + estimate.Outputs + others), estimate.Working);
            return new StageMemory(stage, precision, Of(estimates[0], carried), Of(estimates[1], 0), Unknown: null);
        }
        catch (Exception e) when (e is InvalidDataException or OverflowException)
        {
            return new StageMemory(stage, precision, Cpu: null, Cuda: null, e.Message);
        }
    }

    private Stream Open(string file)
    {
        try
        {
            return _source.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{path}/{file} cannot be read: {PlainText.OneLine(e.Message)} Convert or download the bundle again.", e);
        }
    }

    /// <summary>What a stage makes that the process holds for later stages, besides what is an input of those.</summary>
    private long Carried(string stage)
    {
        // Features of the last pictures.
        int pictures = Encoders().Where(e => e.Backbone == stage).Sum(e => e.Inputs.Count);
        if (pictures > 0)
        {
            return Math.Min(pictures, BackboneFeatures.Capacity) * manifest.Stages[stage].Outputs.Sum(o => Bytes([.. o.Shape]));
        }

        return stage switch
        {
            // Tokens stay with the geometry, modulations with its sampling.
            BundleManifest.GeometryModulationStage => ModulationBytes(stage, manifest.Sampling.Steps),
            RefinementSpec.ModulationStage => ModulationBytes(stage, manifest.Refinement!.Sampling.Steps),
            BundleManifest.StructureDecoderStage => sizeof(float) * (long)Math.Pow(manifest.Structure.Resolution, 3),
            _ when Encoders().Any(e => e.Stage == stage) => manifest.Stages[stage].Outputs.Sum(o => Bytes([.. o.Shape])),
            _ => 0,
        };
    }

    private IEnumerable<ConditionEncoderSpec> Encoders() => manifest.Condition.Encoders.Concat(manifest.Refinement?.Condition.Encoders ?? []);

    private long ModulationBytes(string stage, int steps) => manifest.Stages[stage].Outputs.Sum(o => Bytes([steps, .. o.Shape.Skip(1)]));

    /// <summary>Bytes of a tensor of 4-byte elements; nothing where a size is free.</summary>
    private static long Bytes(long[] sizes) => sizes.Any(s => s < 0) ? 0 : sizes.Aggregate((long)sizeof(float), (a, b) => checked(a * b));

    private BudgetMemory Sum(MemoryBudget budget, IReadOnlyList<StageMemory> stages)
    {
        (long? cpu, string? cpuStage) = Largest(stages, budget, s => s.Cpu, returns: budget != MemoryBudget.Fastest);
        (long? cuda, string? cudaStage) = Largest(stages, budget, s => s.Cuda, returns: false);
        return new BudgetMemory(budget, cpu is null ? null : cpu + BaseBytes, cpuStage, cuda, cudaStage);
    }

    /// <summary>The largest sum of a stage and of what stays loaded of those before it.</summary>
    private (long? Bytes, string? Stage) Largest(
        IReadOnlyList<StageMemory> stages, MemoryBudget budget, Func<StageMemory, DeviceMemory?> device, bool returns)
    {
        bool Stays(string stage) => StageSessions.Stays(budget, StageSessions.SizeOf(manifest, stage));
        var left = new Dictionary<string, long>(StringComparer.Ordinal); // of each stage after its run, while it is loaded
        long loaded = 0, largest = 0;
        string? at = null;
        foreach (StageMemory stage in stages)
        {
            if (device(stage) is not { } memory)
            {
                return (null, null);
            }

            long held = Waiting(stage.Stage).Where(b => !Stays(b)).Sum(b => left.GetValueOrDefault(b));
            if (loaded + held + memory.Peak > largest)
            {
                (largest, at) = (loaded + held + memory.Peak, stage.Stage);
            }

            // A sampling loop keeps its working memory, single runs give it back.
            bool isLoop = stage.Stage is BundleManifest.GeometryFlowStage or RefinementSpec.FlowStage;
            left[stage.Stage] = memory.Weights + (returns && !isLoop ? 0 : memory.Working);
            loaded += Stays(stage.Stage) ? left[stage.Stage] : 0;
        }

        return (largest, at);
    }

    /// <summary>Backbones that are loaded while a stage runs, because pictures for them are still to come.</summary>
    private IEnumerable<string> Waiting(string stage)
    {
        bool IsPart(ConditionEncoderSpec encoder) => encoder.Stage == stage || encoder.Backbone == stage;
        IReadOnlyList<ConditionEncoderSpec> first = manifest.Condition.Encoders, second = manifest.Refinement?.Condition.Encoders ?? [];
        bool isFirst = first.Any(IsPart);
        IReadOnlyList<ConditionEncoderSpec> encoders = isFirst ? first : second;
        int at = encoders.TakeWhile(e => !IsPart(e)).Count();

        // What the first condition encoded is remembered.
        return encoders.Take(at + 1).Select(e => e.Backbone).OfType<string>().Distinct(StringComparer.Ordinal)
            .Where(b => b != stage && encoders.Skip(at + 1).Any(e => e.Backbone == b) && (isFirst || first.All(e => e.Backbone != b)));
    }
}
