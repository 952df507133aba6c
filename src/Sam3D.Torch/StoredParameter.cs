namespace Sam3D.Torch;

/// <summary>A parameter where it is stored.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Read">Reads its values, row-major.</param>
public sealed record StoredParameter(IReadOnlyList<long> Shape, Func<float[]> Read);
