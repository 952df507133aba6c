using System.Diagnostics;
using System.Globalization;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.Stages;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>
/// One guided step of the whole geometry flow: executed eagerly by libtorch from the checkpoint, as the official code does, then by the graphs of bundles of the same
/// checkpoint, with the difference of each branch to libtorch's: <c>whole-step CHECKPOINT BUNDLE...</c>.
/// </summary>
internal static class WholeStepRun
{
    public const string Verb = "whole-step";
    private const double Time = 0.1;
    private const float Strength = 7;
    private const int Rounds = 2;

    public static int Run(string[] args)
    {
        CheckpointFolder folder = CheckpointFolder.Open(args[0]);
        ConfigNode generator = folder.Config("ss_generator_config_path");
        GeometryFlowConfig config = GeneratorConfig.ReadFlow(generator, ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]).Tokens);
        float[] condition = RandomValues.Normal(config.ConditionTokens * config.ConditionChannels, 100);
        float[][] latents = [.. config.Latents.Select((l, i) => RandomValues.Normal(l.Tokens * l.Channels, (uint)i))];
        double scale = GeneratorConfig.ReadSampling(folder.Pipeline, generator).TimeScale;
        int shape = config.Latents.ToList().FindIndex(l => l.Name == GeneratorConfig.ShapeLatent);

        (float[] Conditional, float[] Unconditional) reference;
        using (ICheckpoint checkpoint = folder.Checkpoint("ss_generator_ckpt_path"))
        {
            CheckpointView weights = CheckpointView.Create(checkpoint, CheckpointConverter.GeneratorPrefix, "ss_generator.ckpt");
            reference = Libtorch(weights, config, latents, (float)(Time * scale), condition, shape);
        }

        foreach (string bundle in args[1..])
        {
            Bundle(bundle, latents, condition, shape, reference);
        }

        return 0;
    }

    private static (float[] Conditional, float[] Unconditional) Libtorch(
        ICheckpoint weights, GeometryFlowConfig config, float[][] latents, float t, float[] condition, int shape)
    {
        using var network = new TorchNetwork(
            weights,
            ProcessorCores.Usable,
            (ops, inputs) => GeometryFlow.Apply(
                new ParameterScope<torch.Tensor>(ops)["reverse_fn.backbone"], config, [.. inputs.SkipLast(3)], inputs[^3], inputs[^2], inputs[^1]),
            [.. config.Latents.Select((l, i) => torch.tensor(latents[i], [1, l.Tokens, l.Channels])), torch.tensor(new[] { t }), torch.tensor(new[] { 0f }),
                torch.tensor(condition, [1, config.ConditionTokens, config.ConditionChannels])]);
        (float[][] conditional, float[][] unconditional) = ([], []);
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            (conditional, unconditional) = network.Branches();
            Console.WriteLine($"libtorch, float32, official arithmetic: {Seconds(start)} s");
        }

        return (conditional[shape], unconditional[shape]);
    }

    private static void Bundle(string folder, float[][] latents, float[] condition, int shape, (float[] Conditional, float[] Unconditional) reference)
    {
        using ModelBundle bundle = ModelBundle.Open(folder);
        BundleManifest manifest = bundle.Manifest;
        using var sessions = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = MemoryBudget.Smallest });
        var tokens = new NamedTensor("condition", condition, 1, condition.Length / manifest.Condition.Width, manifest.Condition.Width);
        ModulationTable modulations = ModulationTable.Create(
            sessions, BundleManifest.GeometryModulationStage, [Time], manifest.Sampling.TimeScale, 0, CancellationToken.None);
        KeptTensors context;
        using (StageLease lease = sessions.Rent(BundleManifest.GeometryContextStage, CancellationToken.None))
        {
            context = lease.Session.RunAndKeep([tokens]);
        }

        using (context)
        using (StageLease flow = sessions.Rent(BundleManifest.GeometryFlowStage, CancellationToken.None))
        using (var evaluation = new FlowEvaluation(flow.Session, manifest, tokens, context, modulations, guided: true))
        {
            float[] x = [.. latents.SelectMany(l => l)], conditional = new float[x.Length], unconditional = new float[x.Length];
            for (int i = 0; i < Rounds; i++)
            {
                long start = Stopwatch.GetTimestamp();
                evaluation.Run(Time, x, conditional, unconditional, CancellationToken.None);
                Console.WriteLine($"{Path.GetFileName(folder)}: {Seconds(start)} s");
            }

            int offset = latents.Take(shape).Sum(l => l.Length), count = latents[shape].Length;
            float[] c = conditional[offset..(offset + count)], u = unconditional[offset..(offset + count)];
            Console.WriteLine(
                $"{Path.GetFileName(folder)}: shape velocity against libtorch, relative RMS: conditional {Rms(reference.Conditional, c)}, "
                + $"unconditional {Rms(reference.Unconditional, u)}, guided {Rms(Guided(reference.Conditional, reference.Unconditional), Guided(c, u))}");
        }
    }

    private static float[] Guided(float[] conditional, float[] unconditional) =>
        [.. conditional.Zip(unconditional, (c, u) => ((1 + Strength) * c) - (Strength * u))];

    private static string Rms(float[] expected, float[] actual)
    {
        double error = expected.Zip(actual, (e, a) => (double)(e - a) * (e - a)).Sum(), all = expected.Sum(e => (double)e * e);
        return Math.Sqrt(error / all).ToString("E2", CultureInfo.InvariantCulture);
    }

    private static string Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
}
