using Sam3D.Conversion;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The checkpoint folder that a phase reads and delivers: configurations, and the weights of the networks that it trains or needs.</summary>
internal sealed class ModelFolder
{
    private readonly CheckpointFolder _folder;

    public ModelFolder(string path) => _folder = CheckpointFolder.Open(path);

    /// <summary>Whether stored tensors that are smaller along some axes begin larger ones, whose other values are initial ones (<c>grow</c> of a recipe).</summary>
    public bool Grows { get; init; }

    /// <summary>The content of <c>pipeline.yaml</c>.</summary>
    public ConfigNode Pipeline => _folder.Pipeline;

    /// <summary>The YAML file of a network.</summary>
    /// <param name="name">Its name, for example <c>ss_generator</c>.</param>
    public ConfigNode Config(string name) => _folder.Config(name + "_config_path");

    /// <summary>Adds the parameters of a network to a store: those of its file, and where there is no file or no such tensor, initial ones.</summary>
    /// <param name="store">Receives the parameters.</param>
    /// <param name="name">The network's name, for example <c>ss_generator</c>.</param>
    /// <param name="shapes">What the network asks for.</param>
    /// <param name="seed">Seed of initial values.</param>
    /// <param name="isTrainable">Which parameters are trained; buffers never are.</param>
    /// <param name="special">Initial values of a name and shape that the name alone does not tell, or <see langword="null"/>.</param>
    /// <param name="storeAs">The file under which the store has them; the network's name where it is not given.</param>
    /// <exception cref="CheckpointException">A stored tensor has another shape.</exception>
    public void Fill(
        ParameterStore store, string name, ShapeOps shapes, ulong seed, Func<string, bool> isTrainable, Func<string, IReadOnlyList<long>, float[]?>? special = null, string? storeAs = null)
    {
        using ICheckpoint? file = TryOpen(name);
        foreach ((string parameter, IReadOnlyList<long> shape) in shapes.Parameters)
        {
            float[] values = Start(file, name, parameter, shape, () => special?.Invoke(parameter, shape) ?? InitialValues.Create(parameter, shape, seed));
            store.Add(storeAs ?? name, parameter, shape, values, isTrainable(parameter) && !InitialValues.IsBuffer(parameter));
        }
    }

    /// <summary>Whether the folder has weights of a network.</summary>
    public bool HasWeights(string name) => _folder.Pipeline.Find(name + "_ckpt_path") is not null && File.Exists(WeightPath(name));

    /// <summary>Opens the weights of a network, or gives <see langword="null"/> where the folder has none.</summary>
    public ICheckpoint? TryOpen(string name) => HasWeights(name) ? CheckpointFile.Open(WeightPath(name)) : null;

    /// <summary>Refuses to go on without the weights of a network.</summary>
    /// <exception cref="TrainingException">The folder has none.</exception>
    public void RequireWeights(string name)
    {
        if (!HasWeights(name))
        {
            throw new TrainingException($"The folders to start from have no weights of {name}, which this phase needs; train its phase first and name its model folder in start.");
        }
    }

    /// <summary>Writes the weights of a network, those that are not part of it as they were.</summary>
    /// <param name="folder">The checkpoint folder to write into.</param>
    /// <param name="name">The network's name.</param>
    /// <param name="store">The weights.</param>
    /// <param name="change">What is written of a tensor; <see langword="null"/> writes all as they are.</param>
    public void Export(string folder, string name, ParameterStore store, Func<string, torch.Tensor, torch.Tensor>? change = null) =>
        WeightFile.Write(Path.Combine(folder, Path.GetFileName(WeightPath(name))), store.OfFile(name).Select(t => (t.Name, change is null ? t.Value : change(t.Name, t.Value))));

    private float[] Start(ICheckpoint? file, string network, string name, IReadOnlyList<long> shape, Func<float[]> initial)
    {
        if (file is null)
        {
            return initial();
        }

        return Grows && file.Tensors.TryGetValue(name, out CheckpointTensor? stored) && GrownTensor.Fits(stored.Shape, shape)
            ? GrownTensor.Create(file.ReadSingle(name), stored.Shape, initial(), shape, Parts(network, name))
            : WeightFile.Values(file, name, shape) ?? initial();
    }

    // Encoders end with means, and log-variances behind them.
    private static int Parts(string network, string parameter) =>
        (network == StructureNetworks.EncoderFile && parameter.StartsWith(StructureNetworks.EncoderEnd, StringComparison.Ordinal))
        || (network == LatentNetworks.EncoderFile && parameter.StartsWith("out_layer.", StringComparison.Ordinal)) ? 2 : 1;

    private string WeightPath(string name) => Path.Combine(_folder.Path, Path.GetFileName(_folder.Pipeline[name + "_ckpt_path"].String()));
}
