using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Storage;

/// <summary>This test program as the process that is killed: makes a dataset and reports each sample.</summary>
internal static class DatasetWorker
{
    public const int Count = 60, ShardSize = 4;
    private const string Variable = "SAM3D_TEST_DATASET_WORKER";

    /// <summary>Small samples: many shards are written in a second.</summary>
    public static readonly DataOptions Options = new() { Seed = 5, ImageSize = 32, MeshResolution = 32, Resolution = 8, Families = ["table", "mug"] };

    /// <summary>Starts it.</summary>
    public static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(DatasetWorker).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void WorkIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } folder)
        {
            DatasetGenerator.Generate(folder, Options, Count, ShardSize, threads: 1, new Reporter());
            Environment.Exit(0);
        }
    }

    private sealed class Reporter : IProgress<int>
    {
        public void Report(int value)
        {
            Console.Out.Write($"{value}\n");
            Console.Out.Flush();
        }
    }
}
