using System.Text.Json.Serialization;

namespace Sam3D.Cli.Inspection;

/// <summary>How much memory a bundle takes when it is used. All numbers are bytes, and estimates.</summary>
internal sealed record MemoryInfo
{
    /// <summary>Always <c>memory</c>.</summary>
    public string Kind { get; init; } = "memory";

    /// <summary>The bundle's folder.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Name { get; init; }

    /// <summary>Voxels that an object is assumed to have; absent where no stage depends on them.</summary>
    public int? Voxels { get; init; }

    /// <summary>What the process takes without any network.</summary>
    public required long BaseBytes { get; init; }

    /// <summary>The stages in the order of a run.</summary>
    public required IReadOnlyList<StageMemory> Stages { get; init; }

    /// <summary>The largest sum of a whole run for each budget.</summary>
    public required IReadOnlyList<BudgetMemory> Budgets { get; init; }
}

/// <summary>Memory of one stage.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="Precision">How its weights are stored.</param>
/// <param name="Cpu">In the memory of the process, when it runs on the processor; absent where it is not known.</param>
/// <param name="Cuda">On the graphics card; absent where it is not known.</param>
/// <param name="Unknown">Why it is not known.</param>
internal sealed record StageMemory(string Stage, string Precision, DeviceMemory? Cpu, DeviceMemory? Cuda, string? Unknown);

/// <summary>Memory of one stage on one device.</summary>
/// <param name="Weights">Weights while the stage is loaded.</param>
/// <param name="Kept">Inputs and outputs of the stage; on the processor also what earlier stages made and later ones need.</param>
/// <param name="Working">What a run takes besides.</param>
internal sealed record DeviceMemory(long Weights, long Kept, long Working)
{
    /// <summary>The sum, without other stages that are loaded and without the process.</summary>
    [JsonPropertyOrder(1)]
    public long Peak => Weights + Kept + Working;
}

/// <summary>Memory of a whole run.</summary>
/// <param name="Budget">The budget; absent where there is one way alone.</param>
/// <param name="Cpu">On the processor, the process included; absent where a stage is not known.</param>
/// <param name="CpuStage">Where the largest sum is reached.</param>
/// <param name="Cuda">On the graphics card, without CUDA's own memory; absent where a stage is not known.</param>
/// <param name="CudaStage">Where the largest sum is reached.</param>
internal sealed record BudgetMemory(MemoryBudget? Budget, long? Cpu, string? CpuStage, long? Cuda, string? CudaStage);
