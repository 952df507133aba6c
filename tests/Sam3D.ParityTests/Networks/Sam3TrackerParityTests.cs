using System.Text.Json;

namespace Sam3D.ParityTests;

/// <summary>Parity of whole tracked videos with the tracker of SAM 3, step by step: what is attended to, masks, scores, pointers, memories and how useful they are.</summary>
public sealed class Sam3TrackerParityTests
{
    public static TheoryData<string> Videos => SegmentationCase.Cases("Sam3TrackerPredictor");

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
        using var video = GroupCase.Open(fixture, weights, callByCall: callByCall);
        foreach (JsonElement step in fixture.Json.GetProperty("steps").EnumerateArray())
        {
            video.Play(step);
        }

        Assert.Empty(video.Unchecked());
    }
}
