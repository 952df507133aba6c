namespace Sam3D.ParityTests;

/// <summary>Parity of whole tracked videos with SAM 2, step by step: what is attended to, masks, scores, pointers and memories.</summary>
public sealed class Sam2VideoParityTests
{
    public static TheoryData<string> Videos => SegmentationCase.Cases("SAM2VideoPredictor");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public void Tracked_video(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        VideoCase.Override(fixture, weights);
        using VideoCase video = VideoCase.Open(fixture, weights);
        video.PlayAll();
    }
}
