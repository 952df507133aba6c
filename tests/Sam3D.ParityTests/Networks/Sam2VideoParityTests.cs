namespace Sam3D.ParityTests;

/// <summary>Parity of whole tracked videos with SAM 2, step by step: what is attended to, masks, scores, pointers and memories.</summary>
public sealed class Sam2VideoParityTests
{
    public static TheoryData<string> Videos => SegmentationCase.Cases("SAM2VideoPredictor");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public void Tracked_video(string name) => Play(name, callByCall: false);

    /// <summary>Memories are rounded, and a value at a border may fall to the other side, which changes the frames behind it. Here each frame is given the recorded memories: errors of single calls.</summary>
    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public void Each_call_of_a_tracked_video(string name) => Play(name, callByCall: true);

    private static void Play(string name, bool callByCall)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        VideoCase.Override(fixture, weights);
        using VideoCase video = VideoCase.Open(fixture, weights, callByCall: callByCall);
        video.PlayAll();
    }
}
