using System.Text;
using Sam3D.Conversion;

namespace Sam3D.Training;

/// <summary>Reads recipes.</summary>
public static class RecipeFile
{
    private static readonly string[] Keys =
        ["phase", "start", "data", "output", "seed", "steps", "batch", "held_out", "save_every", "optimizer", "phase_options"];

    private static readonly string[] OptimizerKeys =
        ["rate", "matrix_rate", "weight_decay", "beta1", "beta2", "clip_norm", "warmup", "decay", "average"];

    private static readonly Dictionary<string, TrainingPhase> Phases = new(StringComparer.Ordinal)
    {
        ["structure_autoencoder"] = TrainingPhase.StructureAutoencoder,
        ["geometry_flow"] = TrainingPhase.GeometryFlow,
        ["geometry_distillation"] = TrainingPhase.GeometryDistillation,
        ["geometry_preference"] = TrainingPhase.GeometryPreference,
        ["latent_autoencoder"] = TrainingPhase.LatentAutoencoder,
        ["texture_flow"] = TrainingPhase.TextureFlow,
    };

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file. Paths in it are relative to the folder in which the program runs.</param>
    /// <exception cref="CheckpointException">The file is missing or is not YAML, or a value has the wrong type.</exception>
    /// <exception cref="TrainingException">A value is out of range.</exception>
    public static TrainingRecipe Load(string path)
    {
        ConfigNode root = YamlConfig.Load(path);
        return Read(root, File.ReadAllText(path, Encoding.UTF8));
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">What messages call it.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static TrainingRecipe Parse(string text, string name) => Read(YamlConfig.Parse(text, name), text);

    private static TrainingRecipe Read(ConfigNode root, string text)
    {
        root.RequireKnown(Keys);
        ConfigNode phase = root["phase"];
        var recipe = new TrainingRecipe
        {
            Phase = Phases.TryGetValue(phase.String(), out TrainingPhase found)
                ? found
                : throw phase.Refuse($"expected one of {string.Join(", ", Phases.Keys)}; correct it"),
            Start = Texts(root["start"]),
            Data = Texts(root["data"]),
            Output = root["output"].String(),
            Seed = root.Find("seed") is { } seed ? (ulong)seed.Size(min: 0, max: int.MaxValue) : 0,
            Steps = root["steps"].Size(max: TrainingRecipe.MaxSteps),
            Batch = root["batch"].Size(),
            HeldOut = root.Find("held_out")?.Size(min: 0, max: int.MaxValue) ?? 0,
            SaveEvery = root.Find("save_every")?.Size(max: int.MaxValue) ?? 100,
            Optimizer = root.Find("optimizer") is { } optimizer ? ReadOptimizer(optimizer) : new OptimizerOptions(),
            Numbers = root.Find("phase_options")?.Members.ToDictionary(m => m.Key, m => m.Value.Double(), StringComparer.Ordinal) ?? [],
            Text = text,
        };
        PhaseNumbers.Check(recipe);
        recipe.Validate();
        return recipe;
    }

    private static OptimizerOptions ReadOptimizer(ConfigNode node)
    {
        node.RequireKnown(OptimizerKeys);
        var defaults = new OptimizerOptions();
        return new OptimizerOptions
        {
            Rate = node.Find("rate")?.Double() ?? defaults.Rate,
            MatrixRate = node.Find("matrix_rate")?.Double() ?? defaults.MatrixRate,
            WeightDecay = node.Find("weight_decay")?.Double() ?? defaults.WeightDecay,
            Beta1 = node.Find("beta1")?.Double() ?? defaults.Beta1,
            Beta2 = node.Find("beta2")?.Double() ?? defaults.Beta2,
            ClipNorm = node.Find("clip_norm")?.Double() ?? defaults.ClipNorm,
            WarmupSteps = node.Find("warmup")?.Size(min: 0) ?? defaults.WarmupSteps,
            DecayFraction = node.Find("decay")?.Double() ?? defaults.DecayFraction,
            Average = node.Find("average")?.Double() ?? defaults.Average,
        };
    }

    private static string[] Texts(ConfigNode node) => [.. node.Several().Select(n => n.String())];
}
