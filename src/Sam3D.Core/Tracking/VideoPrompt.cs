namespace Sam3D.Tracking;

/// <summary>What the user says about an object on a frame.</summary>
/// <param name="Frame">The frame's number, from 0.</param>
/// <param name="Object">The user's number of the object.</param>
/// <param name="Prompt">Clicks, a box or a mask, in pixels of the frame.</param>
internal sealed record VideoPrompt(int Frame, int Object, SegmentationPrompt Prompt);
