namespace Sam3D.Training;

/// <summary>What a phase of training does: one YAML file.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Most steps of a phase.</summary>
    public const int MaxSteps = 100_000_000;

    /// <summary>What is trained.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>
    /// Checkpoint folders to begin from, later ones over earlier ones: <c>pipeline.yaml</c>, the YAML files that it names, and weights. Weights that no folder has
    /// begin as the official classes initialise them.
    /// </summary>
    public required IReadOnlyList<string> Start { get; init; }

    /// <summary>Folders of training samples.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>The folder of the run: training state, losses, and in <c>model</c> what the phase delivers.</summary>
    public required string Output { get; init; }

    /// <summary>Seed of initial values, order of samples, times, noise and dropped conditions.</summary>
    public ulong Seed { get; init; }

    /// <summary>Number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Samples a step.</summary>
    public required int Batch { get; init; }

    /// <summary>The last samples of the data, which are not trained on but measured.</summary>
    public int HeldOut { get; init; }

    /// <summary>Steps between two saved states.</summary>
    public int SaveEvery { get; init; } = 100;

    /// <summary>How weights are changed.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Further numbers of the phase by name: weights of its losses, its sizes.</summary>
    public IReadOnlyDictionary<string, double> Numbers { get; init; } = new Dictionary<string, double>();

    /// <summary>The text of the YAML file, which a run keeps.</summary>
    public string Text { get; init; } = "";

    /// <summary>Checks all values.</summary>
    /// <exception cref="TrainingException">A value is out of range; the message names all of them.</exception>
    public void Validate()
    {
        List<string> violations =
        [
            .. Optimizer.Violations().Select(v => "optimizer: " + v),
            .. Range("steps", Steps, 1, MaxSteps),
            .. Range("batch", Batch, 1, 65_536),
            .. Range("held_out", HeldOut, 0, int.MaxValue),
            .. Range("save_every", SaveEvery, 1, int.MaxValue),
            .. Start.Count == 0 ? (string[])["start is empty, expected a folder with pipeline.yaml"] : [],
            .. Data.Count == 0 ? (string[])["data is empty, expected a folder of training samples"] : [],
        ];
        if (violations.Count > 0)
        {
            throw new TrainingException($"The recipe is not valid: {string.Join("; ", violations)}; correct it.");
        }
    }

    /// <summary>A number of the phase.</summary>
    /// <param name="name">Its name in the YAML file, below <c>phase_options</c>.</param>
    /// <param name="otherwise">What it is where the recipe does not say.</param>
    internal double Number(string name, double otherwise) => Numbers.GetValueOrDefault(name, otherwise);

    private static string[] Range(string name, long value, long min, long max) =>
        value >= min && value <= max ? [] : [$"{name} is {value}, expected {min} to {max}"];
}

/// <summary>The phases of training.</summary>
public enum TrainingPhase
{
    /// <summary>Occupancy to latent grid and back: <c>ss_encoder</c>, <c>ss_decoder</c>.</summary>
    StructureAutoencoder,

    /// <summary>Pictures to shape and layout: <c>ss_generator</c>. Pretraining, mid-training and supervised fine-tuning differ in their data alone.</summary>
    GeometryFlow,

    /// <summary>Shortcut self-consistency of <c>ss_generator</c>, for few steps.</summary>
    GeometryDistillation,

    /// <summary>Preference alignment of <c>ss_generator</c>.</summary>
    GeometryPreference,

    /// <summary>Surface voxels to latents, and latents to Gaussians and a mesh: <c>slat_encoder</c>, <c>slat_decoder_gs_4</c>, <c>slat_decoder_mesh</c>.</summary>
    LatentAutoencoder,

    /// <summary>Pictures and voxels to latents: <c>slat_generator</c>.</summary>
    TextureFlow,
}
