namespace Sam3D.Training;

/// <summary>Where training stands.</summary>
/// <param name="Step">Finished steps.</param>
/// <param name="StepCount">All steps.</param>
/// <param name="Losses">What the last step measured; the first is what is minimised.</param>
/// <param name="GradientNorm">Norm of all gradients before clipping.</param>
/// <param name="SamplesPerSecond">Since this process began.</param>
public sealed record TrainingProgress(long Step, long StepCount, IReadOnlyList<LossValue> Losses, double GradientNorm, double SamplesPerSecond);
