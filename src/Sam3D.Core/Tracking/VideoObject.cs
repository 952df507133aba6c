namespace Sam3D.Tracking;

/// <summary>An object on a frame.</summary>
/// <param name="id">The user's number of the object.</param>
/// <param name="mask">Its pixels, of the frame's size; empty where it is not to be seen.</param>
/// <param name="score">Above 0 where the object is to be seen.</param>
internal sealed class VideoObject(int id, Mask mask, float score)
{
    public int Id { get; } = id;

    public Mask Mask { get; } = mask;

    public float Score { get; } = score;
}
