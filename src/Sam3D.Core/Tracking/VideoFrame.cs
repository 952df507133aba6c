namespace Sam3D.Tracking;

/// <summary>A frame of a video.</summary>
/// <param name="Image">Its picture; all frames have one size.</param>
internal sealed record VideoFrame(RgbImage Image);
