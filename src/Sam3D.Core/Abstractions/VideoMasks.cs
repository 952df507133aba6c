namespace Sam3D;

/// <summary>The objects of a frame.</summary>
/// <param name="frame">The frame's number, from 0.</param>
/// <param name="objects">Those that were prompted on this frame or before, in the order of their first prompts, then those that texts found.</param>
public sealed class VideoMasks(int frame, IReadOnlyList<VideoObject> objects)
{
    /// <summary>The frame's number, from 0.</summary>
    public int Frame { get; } = frame;

    /// <summary>
    /// Those that were prompted on this frame or before, in the order of their first prompts, then those that a text found and that are to be seen, by their numbers.
    /// </summary>
    public IReadOnlyList<VideoObject> Objects { get; } = objects;
}
