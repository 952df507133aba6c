namespace Sam3D.Tracking;

/// <summary>The objects of a frame.</summary>
/// <param name="frame">The frame's number, from 0.</param>
/// <param name="objects">Those that were prompted on this frame or before, in the order of their first prompts.</param>
internal sealed class VideoMasks(int frame, IReadOnlyList<VideoObject> objects)
{
    public int Frame { get; } = frame;

    public IReadOnlyList<VideoObject> Objects { get; } = objects;
}
