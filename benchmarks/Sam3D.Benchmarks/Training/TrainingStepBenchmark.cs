using BenchmarkDotNet.Attributes;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.TestKit;
using Sam3D.Torch;
using Sam3D.Training;
using TorchSharp;

namespace Sam3D.Benchmarks;

/// <summary>
/// A training step of the compact geometry flow, 32 samples with a time each: forward, loss, backward and AdamW. The rival is the same arithmetic written by hand in
/// TorchSharp (<see cref="HandWrittenFlow"/>), with the same optimiser.
/// </summary>
public class TrainingStepBenchmark
{
    private const int Batch = 32;
    private const string Prefix = "flow", FileName = "file";

    private GeometryFlowConfig? _config;
    private ParameterStore? _store;
    private Optimizer? _optimizer;
    private HandWrittenFlow? _rival;
    private torch.Tensor[] _latents = [], _velocities = [];
    private torch.Tensor? _times, _sizes, _condition;
    private long _step;
    private double _factor;

    [GlobalSetup]
    public void SetUp()
    {
        torch.set_num_threads(ProcessorCores.Usable);
        ConfigNode generator = YamlConfig.Load(Path.Combine(Repository.Root, "models", "compact", "recipe", "checkpoint", "ss_generator.yaml"));
        _config = GeneratorConfig.ReadFlow(generator, ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]).Tokens);
        _store = new ParameterStore();
        foreach ((string name, IReadOnlyList<long> shape) in NetworkShapes.GeometryFlow(new ShapeOps(), Prefix, _config).Parameters)
        {
            float[] values = InitialValues.Create(name, shape, 1);
            _store.Add(FileName, name, shape, values.All(v => v == 0) ? RandomValues.Normal(values.Length, 7).Select(v => 0.02f * v).ToArray() : values, isTrainable: true);
        }

        _optimizer = new Optimizer(_store, new OptimizerOptions { MatrixRate = 0, Rate = 1e-6 });
        _rival = new HandWrittenFlow(_config, _store.OfFile(FileName).ToDictionary(p => p.Name[(Prefix.Length + 1)..], p => p.Value));
        var random = new StepRandom(1, 1);
        _latents = [.. _config.Latents.Select((l, i) => random.Normal((uint)i, Batch, l.Tokens, l.Channels))];
        _velocities = [.. _config.Latents.Select((l, i) => random.Normal(100 + (uint)i, Batch, l.Tokens, l.Channels))];
        _times = AlignedTensor.Create([.. random.Uniforms(200, Batch).Select(t => 1000 * t)]);
        _sizes = torch.zeros(Batch);
        _condition = random.Normal(201, Batch, _config.ConditionTokens, _config.ConditionChannels);
        float ours = Networks(), theirs = HandWritten(); // with a rate of zero
        if (Math.Abs(ours - theirs) > 1e-4f * theirs)
        {
            throw new InvalidOperationException($"The losses differ: {ours} and {theirs}.");
        }

        _factor = 1;
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _optimizer?.Dispose();
        _store?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public float HandWritten() => Step(() => _rival!.Apply(_latents, _times!, _sizes!, _condition!));

    [Benchmark]
    public float Networks() => Step(() => GeometryFlow.ApplyPerSample(
        new ParameterScope<torch.Tensor>(new TorchOps(_store!.Source(FileName)), Prefix), _config!, _latents, _times!, _sizes, _condition!));

    private float Step(Func<torch.Tensor[]> velocity)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _store!.ClearGradients();
        torch.Tensor loss = velocity().Zip(_velocities, (p, v) => RectifiedFlow.PerSampleError(p, v).mean()).Aggregate((a, b) => a.add(b));
        loss.backward();
        _optimizer!.Step(_step++, _factor);
        return loss.item<float>();
    }
}
