namespace Sam3D.Tracking;

/// <summary>Follows the objects that a user points at, frame by frame in order.</summary>
internal interface IFrameTracker
{
    /// <summary>Takes a frame.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="prompts">What the user says about it. What is known of an object on this frame already is corrected.</param>
    /// <returns>All objects that were prompted so far, in the order of their first prompts.</returns>
    IReadOnlyList<(int Id, TrackedFrame Frame)> Next(int number, FrameFeatures frame, IReadOnlyList<ObjectPrompt> prompts);
}
