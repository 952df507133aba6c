using System.Globalization;
using Sam3D.Conversion;

namespace Sam3D.Training;

/// <summary>Everything that a run needs to go on: weights, optimiser, average and step, in one safetensors file. Random numbers need no state, for they follow from seed and step.</summary>
/// <param name="parameters">The weights.</param>
/// <param name="optimizer">The optimiser.</param>
/// <param name="average">The average of the weights.</param>
internal sealed class TrainingState(ParameterStore parameters, Optimizer optimizer, WeightAverage average)
{
    private const string WeightPrefix = "weights/";
    private const string StepKey = "step";

    /// <summary>Writes the state; an older file is replaced when the new one is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">Finished steps.</param>
    public void Save(string path, long step) => WeightFile.Write(
        path,
        [.. parameters.Trainable.Select(t => (WeightPrefix + t.Key, t.Value)), .. optimizer.State, .. average.State],
        new Dictionary<string, string> { [StepKey] = step.ToString(CultureInfo.InvariantCulture) });

    /// <summary>Takes a state.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Finished steps.</returns>
    /// <exception cref="CheckpointException">The file is damaged or belongs to other networks.</exception>
    public long Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach ((string key, TorchSharp.torch.Tensor value) in parameters.Trainable)
        {
            WeightFile.Read(file, WeightPrefix + key, value);
        }

        optimizer.Load(file);
        average.Load(file);
        return file.Metadata.TryGetValue(StepKey, out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : throw new CheckpointException($"{Path.GetFileName(path)} does not say its step; it is no training state: delete it to begin again.");
    }
}
