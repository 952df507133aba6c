using System.Globalization;
using Sam3D.Evaluation;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Evaluation;

/// <summary>
/// Samples of a dataset as cases of an evaluation. Picture, mask, camera and pose are the stored ones; the true mesh is made again from the dataset's options, because shards hold voxels alone.
/// </summary>
public static class DatasetCases
{
    /// <summary>The cases of consecutive samples.</summary>
    /// <param name="dataset">A dataset of seeds, meshes or photographs that the evaluated models were not trained on.</param>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="count">Number of samples; as many as there are, where the dataset has fewer.</param>
    /// <param name="sources">Where its meshes and photographs are now; <see langword="null"/> is where they were.</param>
    /// <returns>One case a sample, named <c>NUMBER-FAMILY</c>.</returns>
    /// <exception cref="TrainingDataException">There is no such sample, the dataset was made by other rules, or its meshes and photographs are not those that it was made of.</exception>
    public static IReadOnlyList<EvaluationItem> Of(ShardDataset dataset, int first, int count, DatasetSources? sources = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (first >= dataset.Count)
        {
            throw new TrainingDataException($"{MessageText.OneLine(dataset.Folder)}: has {dataset.Count} samples, the first to evaluate is number {first}; give a smaller number.");
        }

        if (dataset.Manifest.Options is not { } options)
        {
            throw new TrainingDataException($"{MessageText.OneLine(dataset.Folder)}: was imported, so its meshes cannot be made again; give a dataset of 'sam3d data generate'.");
        }

        if (dataset.Manifest.GeneratorVersion != DataOptions.GeneratorVersion)
        {
            throw new TrainingDataException(
                $"{MessageText.OneLine(dataset.Folder)}: was made by generator version {dataset.Manifest.GeneratorVersion}, expected {DataOptions.GeneratorVersion}: its meshes cannot be made again; generate it anew.");
        }

        SampleFactory factory = Open((sources ?? new DatasetSources()).Over(options, MessageText.OneLine(dataset.Folder)), dataset.Folder);
        if (factory.Sources != dataset.Manifest.Sources)
        {
            throw new TrainingDataException(
                $"{MessageText.OneLine(dataset.Folder)}: the meshes or photographs that it was made of have changed: its meshes cannot be made again; generate it anew.");
        }

        return [.. Enumerable.Range(first, Math.Min(count, dataset.Count - first)).Select(i => new EvaluationItem(i.ToString("000000", CultureInfo.InvariantCulture), () => Load(dataset, factory, i)))];
    }

    private static SampleFactory Open(DataOptions options, string dataset)
    {
        try
        {
            return new SampleFactory(options);
        }
        catch (TrainingDataException e)
        {
            throw new TrainingDataException(
                $"{MessageText.OneLine(dataset)}: its meshes and photographs cannot be read again ({e.Message.TrimEnd('.')}); say where they are now with --meshes, --mesh-list or --photos ({nameof(DatasetSources)}).", e);
        }
    }

    private static EvaluationCase Load(ShardDataset dataset, SampleFactory factory, int index)
    {
        TrainingSample sample = dataset.Get(index);
        return new EvaluationCase
        {
            Name = $"{index:000000}-{sample.Family}",
            Truth = factory.CreateObject(sample.Id).Mesh.Mesh,
            Image = sample.Image,
            Mask = sample.Mask,
            Pose = sample.Pose,
            Camera = sample.Camera,
        };
    }
}
