namespace Sam3D.Training;

/// <summary>What a phase trains: its networks and its objective. Not thread-safe; owns its parameters.</summary>
internal interface ITrainingStage : IDisposable
{
    /// <summary>The parameters of all networks.</summary>
    ParameterStore Parameters { get; }

    /// <summary>Computes the losses of a step and adds their gradients to those of the parameters.</summary>
    /// <param name="step">Number of the step, from 0. Samples, times and noise depend on it and on the seed alone.</param>
    /// <returns>The losses; the first is what is minimised.</returns>
    IReadOnlyList<LossValue> Backward(long step);

    /// <summary>The losses of the samples that are held out, without gradients. Times and noise are the same at every call, so that the numbers of several steps can be compared.</summary>
    /// <returns>The same names as those of <see cref="Backward"/>; empty where nothing is held out.</returns>
    IReadOnlyList<LossValue> HeldOut();

    /// <summary>Writes what the phase delivers into a checkpoint folder that has the YAML files.</summary>
    /// <param name="folder">The folder.</param>
    void Export(string folder);
}
