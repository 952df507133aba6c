using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Converts MoGe v1 (<c>model.pt</c> of <c>Ruicheng/moge-vitl</c>, which the official pipeline takes for depth) to the stage <see cref="BundleManifest.DepthStage"/> of a bundle.
/// The file holds its own configuration, <c>model_config</c>, beside the weights, <c>model</c>.
/// </summary>
public static class MogeConverter
{
    private const string ConfigKey = "model_config";
    private const string WeightPrefix = "model.";

    /// <summary>Adds the depth network to a bundle. The other files of the bundle are neither read nor written.</summary>
    /// <param name="modelFile">MoGe's <c>model.pt</c>.</param>
    /// <param name="bundleFolder">A bundle, as <see cref="CheckpointConverter"/> writes it.</param>
    /// <param name="options">
    /// <see cref="ConversionOptions.Precision"/>, <see cref="ConversionOptions.MaxInlineBytes"/>, and <see cref="ConversionOptions.Overwrite"/> for a depth network that is already there; the others have no
    /// meaning here. <see langword="null"/> takes the defaults.
    /// </param>
    /// <param name="progress">Told about the graph; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured between tensors; the bundle stays as it was.</param>
    /// <returns>The new manifest of the bundle.</returns>
    /// <exception cref="CheckpointException">The file or its configuration cannot be used.</exception>
    /// <exception cref="BundleException">There is no bundle, or it breaks rules.</exception>
    /// <exception cref="ExportException">The bundle has a depth network already, or cannot be written.</exception>
    public static BundleManifest AddTo(
        string modelFile,
        string bundleFolder,
        ConversionOptions? options = null,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFile);
        ArgumentException.ThrowIfNullOrEmpty(bundleFolder);
        options ??= new ConversionOptions();
        BundleManifest old = ReadManifest(bundleFolder);
        if (old.Depth is not null && !options.Overwrite)
        {
            throw new ExportException($"{bundleFolder} already has a depth network; name another bundle or ask for it to be overwritten.");
        }

        using var writer = new BundleWriter(Path.Combine(bundleFolder, BundleManifest.DepthStage), options);
        var written = new StageWriter(writer, progress, planned: 1, cancellationToken);
        DepthSpec spec = Write(modelFile, written);

        var stages = new Dictionary<string, StageSpec>(old.Stages) { [BundleManifest.DepthStage] = writer.Stages[BundleManifest.DepthStage] };
        HashSet<string> replaced = [.. writer.Files.Select(f => f.Name), .. Orphans(old)];
        BundleManifest manifest = old with { Depth = spec, Stages = stages, Files = [.. old.Files.Where(f => !replaced.Contains(f.Name)), .. writer.Files] };
        cancellationToken.ThrowIfCancellationRequested();
        writer.MoveInto(bundleFolder, manifest);
        foreach (string name in Orphans(old).Except(writer.Files.Select(f => f.Name)))
        {
            File.Delete(Path.Combine(bundleFolder, name));
        }

        written.Complete();
        return manifest;
    }

    /// <summary>Writes the stage among the files of a bundle under construction.</summary>
    /// <returns>What the manifest must say of it.</returns>
    internal static DepthSpec Write(string modelFile, StageWriter stages)
    {
        string name = Path.GetFileName(modelFile);
        using PyTorchFile file = PyTorchFile.Open(modelFile);
        ConfigNode node = file.ReadConfig(ConfigKey, name);
        MogePointConfig config = MogeConfig.Read(node);
        DepthSpec spec = MogeConfig.ReadSpec(node, config);

        // Lower keys and values move the scene's scale.
        stages.Write(BundleManifest.DepthStage, CheckpointView.Create(file, WeightPrefix, name), b => Record(b, config), float32Attention: true);
        return spec;
    }

    /// <summary>Records the network with the inputs and outputs that the runtime expects, all sizes of the picture free.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="observe">Told the outputs of sub-modules by their official names; may be <see langword="null"/>.</param>
    internal static void Record<T>(INetworkBuilder<T> builder, MogePointConfig config, Action<string, T>? observe = null)
        where T : class
    {
        int m = config.PositionGrid, levels = config.UpsampleDims.Count;
        var inputs = new MogePointInputs<T>(
            builder.Input("image", 1, 3, -1, -1),
            builder.Input("position.rows", 1, -1, m),
            builder.Input("position.columns", 1, -1, m),
            [.. Enumerable.Range(0, levels + 1).Select(i => builder.Input($"uv.{i}", 1, 2, -1, -1))],
            builder.Input("resize.rows", 1, 1, -1, -1),
            builder.Input("resize.columns", 1, 1, -1, -1));
        (T points, T mask) = MogePointModel.Apply(new ParameterScope<T>(builder.Ops), config, inputs, observe);
        builder.Output("points", points, 1, 3, -1, -1);
        builder.Output("mask", mask, 1, 1, -1, -1);
    }

    private static BundleManifest ReadManifest(string folder)
    {
        string path = Path.Combine(folder, BundleManifest.FileName);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return BundleManifestSerializer.Read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{path} cannot be read ({e.Message.TrimEnd('.')}); name the folder of a bundle.", e);
        }
    }

    /// <summary>Files that the depth stage alone uses.</summary>
    private static IReadOnlyList<string> Orphans(BundleManifest manifest)
    {
        static IEnumerable<string> Files(StageSpec stage) => stage.DataFiles.Append(stage.File);
        return manifest.Stages.TryGetValue(BundleManifest.DepthStage, out StageSpec? depth)
            ? [.. Files(depth).Except(manifest.Stages.Where(s => s.Key != BundleManifest.DepthStage).SelectMany(s => Files(s.Value)))]
            : [];
    }
}
