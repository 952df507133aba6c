namespace Sam3D;

/// <summary>What the user says about an object of a video on one of its frames.</summary>
/// <param name="Frame">The frame's number, from 0. The object is followed from here on.</param>
/// <param name="Object">
/// The user's number of the object. A later prompt with the same number corrects it: on a later frame, or on the same one, where clicks add up until a box begins anew. With a text, which may mean many objects, it is the number of the first one that is found; the others get
/// the next numbers that no prompt has.
/// </param>
/// <param name="Prompt">Clicks, one box, clicks with one box, a mask, or a text; in pixels of the frame.</param>
public sealed record VideoPrompt(int Frame, int Object, SegmentationPrompt Prompt);
