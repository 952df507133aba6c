namespace Sam3D.Training;

/// <summary>The numbers that each phase takes below <c>phase_options</c>, with their ranges.</summary>
internal static class PhaseNumbers
{
    // Of every phase: smaller tensors to start from begin larger ones.
    private static readonly (string Name, double Min, double Max)[] Common = [("grow", 0, 1)];

    private static readonly Dictionary<TrainingPhase, (string Name, double Min, double Max)[]> Known = new()
    {
        [TrainingPhase.StructureAutoencoder] = [("dice", 0, 100), ("kl", 0, 1), ("latent_noise", 0, 10), ("train_encoder", 0, 1), ("unit_latents", 0, 1), ("statistics", 1, 1e6)],
        [TrainingPhase.GeometryFlow] = [("draws", 1, 64), ("train_condition", 0, 1)],
        [TrainingPhase.GeometryDistillation] =
            [("train_condition", 0, 1), ("train_shape", 0, 1), ("guidance", 0, 100), ("layout_guidance", 0, 100), ("fewest_steps", 1, 1024), ("most_steps", 1, 1024), ("deliver_steps", 1, 1024)],
        [TrainingPhase.GeometryPreference] = [("beta", 1e-3, 1e6), ("candidates", 2, 64), ("photographs", 1, 1e7), ("sampling_steps", 1, 1000), ("anchor", 0, 100), ("least_gap", 0, 1)],
        [TrainingPhase.LatentAutoencoder] =
            [("kl", 0, 1), ("mesh", 0, 100), ("gaussians", 0, 100), ("mesh_voxels", 8, 1e6), ("statistics", 1, 1e6)],
        [TrainingPhase.TextureFlow] = [("draws", 1, 64), ("train_condition", 0, 1)],
    };

    /// <summary>Refuses numbers that a phase does not know, or that are out of range.</summary>
    /// <exception cref="TrainingException">The message names all of them.</exception>
    public static void Check(TrainingRecipe recipe)
    {
        (string Name, double Min, double Max)[] known = [.. Known[recipe.Phase], .. Common];
        List<string> violations = [];
        foreach ((string name, double value) in recipe.Numbers)
        {
            int at = Array.FindIndex(known, k => k.Name == name);
            if (at < 0)
            {
                violations.Add($"{name} is unknown, expected {string.Join(", ", known.Select(k => k.Name))}");
            }
            else if (!(value >= known[at].Min && value <= known[at].Max))
            {
                violations.Add($"{name} is {value}, expected {known[at].Min} to {known[at].Max}");
            }
        }

        if (violations.Count > 0)
        {
            throw new TrainingException($"The recipe's phase_options are not valid: {string.Join("; ", violations)}; correct them.");
        }
    }
}
