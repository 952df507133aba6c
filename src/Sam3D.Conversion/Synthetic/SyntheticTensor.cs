namespace Sam3D.Conversion;

/// <summary>A tensor of a synthetic checkpoint.</summary>
/// <param name="Tensor">Name in its file, element type and shape.</param>
/// <param name="Values">How its values are made.</param>
internal sealed record SyntheticTensor(CheckpointTensor Tensor, TensorValues Values);
