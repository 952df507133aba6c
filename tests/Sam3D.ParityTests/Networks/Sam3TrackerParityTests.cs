using System.Text.Json;

namespace Sam3D.ParityTests;

/// <summary>Parity of whole tracked videos with the tracker of SAM 3, step by step: what is attended to, masks, scores, pointers, memories and how useful they are.</summary>
public sealed class Sam3TrackerParityTests
{
    public static TheoryData<string> Videos => SegmentationCase.Cases("Sam3TrackerPredictor");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public void Tracked_video(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        using var video = GroupCase.Open(fixture, weights);
        foreach (JsonElement step in fixture.Json.GetProperty("steps").EnumerateArray())
        {
            video.Play(step);
        }

        Assert.Empty(video.Unchecked());
    }
}
