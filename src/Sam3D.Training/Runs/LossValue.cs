namespace Sam3D.Training;

/// <summary>A number that a step measured.</summary>
/// <param name="Name">Its name, for example <c>loss</c> or <c>shape</c>.</param>
/// <param name="Value">The mean over the samples of the step.</param>
public readonly record struct LossValue(string Name, double Value);
