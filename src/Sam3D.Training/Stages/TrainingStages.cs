namespace Sam3D.Training;

/// <summary>Makes what a recipe trains.</summary>
internal static class TrainingStages
{
    /// <summary>Creates the stage of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="folder">The run folder, with configurations and weights to begin from in its model.</param>
    /// <param name="cancellationToken">Stops what has to be prepared.</param>
    public static ITrainingStage Create(TrainingRecipe recipe, RunFolder folder, CancellationToken cancellationToken) =>
        Create(recipe, folder, TrainingData.Open(recipe.Data), cancellationToken);

    /// <summary>Creates the stage of a recipe with given data.</summary>
    internal static ITrainingStage Create(TrainingRecipe recipe, RunFolder folder, ITrainingData data, CancellationToken cancellationToken)
    {
        if (data.Count <= recipe.HeldOut)
        {
            throw new TrainingException($"The data has {data.Count} samples, {recipe.HeldOut} of them held out, so that none is left; make more data or lower held_out.");
        }

        var model = new ModelFolder(folder.Model) { Grows = recipe.Number("grow", 0) > 0 };
        return recipe.Phase switch
        {
            TrainingPhase.StructureAutoencoder => new StructureStage(recipe, model, data),
            TrainingPhase.GeometryFlow => new GeometryStage(recipe, model, data),
            TrainingPhase.GeometryDistillation => new DistillationStage(recipe, model, data),
            TrainingPhase.GeometryPreference => new PreferenceStage(recipe, model, data, folder.FullPath, cancellationToken),
            TrainingPhase.LatentAutoencoder => new LatentStage(recipe, model, data),
            TrainingPhase.TextureFlow => new TextureStage(recipe, model, data),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Phase, "Unknown phase."),
        };
    }
}
