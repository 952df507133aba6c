namespace Sam3D;

/// <summary>A frame of a video.</summary>
/// <param name="Image">Its picture; all frames of a video have one size.</param>
public sealed record VideoFrame(RgbImage Image);
