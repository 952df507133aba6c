using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Conversion;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

internal static class Scratch
{
    private sealed class W(params (string, long[])[] t) : ICheckpoint
    {
        public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; } = t.ToDictionary(x => x.Item1, x => new CheckpointTensor(x.Item1, CheckpointType.Float32, x.Item2));
        public float[] ReadSingle(string name) => RandomValues.Normal((int)Tensors[name].Count, 3);
        public Stream OpenRead(string name) => throw new NotSupportedException();
        public void Dispose() { }
    }

    public static int Run(string[] args)
    {
        foreach ((int k, int n) in ((int, int)[])[(768, 3072), (3072, 768), (768, 768)])
        {
            foreach (bool bias in (bool[])[true, false])
            {
                var b = new OnnxGraphBuilder("g", new W(("w", [n, k]), ("b", [n])));
                b.Output("y", b.Linear(b.Input("x", -2, k), b.Parameter("w", n, k), bias ? b.Parameter("b", n) : null), -2, n);
                using var model = new MemoryStream();
                OnnxModelWriter.WriteInline(b, model);
                foreach (bool pack in (bool[])[true, false])
                {
                    using var options = new SessionOptions { IntraOpNumThreads = 2, InterOpNumThreads = 1, EnableMemoryPattern = false };
                    options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
                    options.AddSessionConfigEntry("session.disable_prepacking", pack ? "0" : "1");
                    using var s = new InferenceSession(model.ToArray(), options);
                    using var run = new RunOptions();
                    string line = $"{k}x{n} bias={bias} pack={pack}:";
                    foreach (int m in (int[])[256, 512, 1024, 2048, 4096, 8192, 15220])
                    {
                        using var x = OrtValue.CreateTensorValueFromMemory(RandomValues.Normal(m * k, 1), [m, k]);
                        using var y = OrtValue.CreateTensorValueFromMemory(new float[m * n], [m, n]);
                        double best = 1e9;
                        for (int i = 0; i < 4; i++)
                        {
                            long t = Stopwatch.GetTimestamp();
                            s.Run(run, ["x"], [x], ["y"], [y]);
                            best = Math.Min(best, Stopwatch.GetElapsedTime(t).TotalSeconds);
                        }
                        line += $" {m}:{2.0 * m * k * n / best / 1e9:F0}";
                    }
                    Console.WriteLine(line);
                }
            }
        }
        return 0;
    }
}
