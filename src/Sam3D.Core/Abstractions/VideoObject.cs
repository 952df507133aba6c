namespace Sam3D;

/// <summary>An object on a frame of a video.</summary>
/// <param name="id">Its number, see <see cref="VideoPrompt.Object"/>.</param>
/// <param name="mask">Its pixels, of the frame's size; empty where it is not to be seen.</param>
/// <param name="score">How sure it is, 0 to 1.</param>
public sealed class VideoObject(int id, Mask mask, float score)
{
    /// <summary>Its number, see <see cref="VideoPrompt.Object"/>.</summary>
    public int Id { get; } = id;

    /// <summary>Its pixels, of the frame's size; empty where it is not to be seen.</summary>
    public Mask Mask { get; } = mask;

    /// <summary>
    /// How sure it is, 0 to 1: that the object is to be seen on this frame, above 0.5 where <see cref="Mask"/> may have pixels; of an object that a text found, the probability of its first
    /// detection.
    /// </summary>
    public float Score { get; } = score;
}
