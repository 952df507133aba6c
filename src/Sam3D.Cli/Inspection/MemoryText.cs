using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Inspection;

/// <summary>An estimate of memory, for people.</summary>
internal static class MemoryText
{
    private const int NameWidth = 30, Width = 10;

    public static void Write(MemoryInfo info, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("bundle", info.Path);
        lines.Add("name", info.Name);
        if (info.Voxels is { } voxels)
        {
            lines.Add("object", $"assumed to have {PlainText.Count(voxels, "voxel")}; --voxels changes that");
        }

        writer.WriteLine();
        Row(writer, "stage", ["precision", "weights", "kept", "working", "CPU peak", "CUDA peak"]);
        foreach (StageMemory stage in info.Stages)
        {
            Row(writer, stage.Stage, stage is { Cpu: { } cpu, Cuda: { } cuda }
                ? [stage.Precision, .. ((long[])[cpu.Weights, cpu.Kept, cpu.Working, cpu.Peak, cuda.Peak]).Select(PlainText.Bytes)]
                : [stage.Precision, $"  unknown: {stage.Unknown}"]);
        }

        writer.WriteLine();
        foreach (BudgetMemory budget in info.Budgets)
        {
            lines.Add(
                budget.Budget?.ToString().ToLowerInvariant() ?? "in all",
                $"{Describe("CPU", budget.Cpu, budget.CpuStage)}; {Describe("CUDA", budget.Cuda, budget.CudaStage)}");
        }

        lines.Add("estimates", $"the process itself is {PlainText.Bytes(info.BaseBytes)} of the CPU's sums; CUDA's own memory, files and the photograph come on top");
    }

    private static string Describe(string device, long? bytes, string? stage) =>
        bytes is { } known ? $"{device} {PlainText.Bytes(known)} in {stage}" : $"{device} unknown";

    private static void Row(TextWriter writer, string name, IReadOnlyList<string> cells) =>
        writer.WriteLine(PlainText.OneLine(name).PadRight(NameWidth) + string.Concat(cells.Select(c => PlainText.OneLine(c).PadLeft(Width))));
}
