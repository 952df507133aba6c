namespace Sam3D.Training.Data.Photos;

/// <summary>A photograph.</summary>
/// <param name="Image">Its pixels.</param>
/// <param name="Mask">An object in it, or <see langword="null"/>.</param>
internal sealed record Photo(RgbImage Image, Mask? Mask);
