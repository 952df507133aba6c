using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sam3D.DataEngine.Annotation;

namespace Sam3D.DataEngine.Tests.Store;

/// <summary>This test program as the process that is killed: adds objects, makes candidates, judges, takes back and decides, and reports each step when it is done.</summary>
internal static class StoreWorker
{
    private const string Variable = "SAM3D_TEST_STORE_WORKER";

    /// <summary>Starts it.</summary>
    /// <param name="store">The store's folder.</param>
    /// <param name="first">Number of the first object.</param>
    public static Process Start(string store, int first)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(StoreWorker).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[Variable] = $"{first}|{store}";
        return Process.Start(start)!;
    }

    [ModuleInitializer]
    internal static void WorkIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } asked)
        {
            string[] parts = asked.Split('|', 2);
            Work(parts[1], int.Parse(parts[0]));
            Environment.Exit(0);
        }
    }

    private static void Work(string folder, int first)
    {
        using EngineStore store = EngineStore.Open(folder);
        var queue = new AnnotationQueue(store, new AnnotationOptions { Shown = 2, AsksRating = false });
        using CandidateModel model = FakePipeline.Model();
        for (int i = first; i < first + 10_000; i++)
        {
            (RgbImage photo, Mask mask) = FakePipeline.Photograph(i);
            EngineObject item = store.Add(photo, mask, $"object-{i}").Object;
            Report($"object {item.Name}");
            foreach (ulong seed in (ulong[])[0, 1])
            {
                CandidateGenerator.RunAsync(store, model, new GenerationOptions { Seeds = [seed], Turntable = new TurntableOptions { Views = 4, Side = 64 } })
                    .GetAwaiter().GetResult();
                Report($"candidate {item.Id}/{seed}");
            }

            AnnotationTask task = queue.Next("worker").Task!;
            long[] shown = [.. task.Shown.Select(s => s.Candidate)];
            var answer = new AnnotationAnswer { Object = task.Object, Round = task.Round, Shown = shown, Winner = shown[0], Milliseconds = i };
            queue.Judge("worker", answer);
            Report($"judgement {task.Object}");
            queue.Undo("worker");
            Report($"undo {task.Object}");
            queue.Judge("worker", answer);
            CandidateSelector.Run(store);
            Report($"decision {item.Id}");
        }
    }

    private static void Report(string step)
    {
        Console.Out.Write(step + "\n");
        Console.Out.Flush();
    }
}
