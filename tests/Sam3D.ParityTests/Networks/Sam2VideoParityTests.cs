using System.Text.Json;

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
        foreach (string tensor in fixture.TensorNames.Where(t => t.StartsWith("override.", StringComparison.Ordinal)))
        {
            weights.Replace(tensor["override.".Length..], fixture[tensor].Values, SegmentationCase.Long(fixture[tensor].Shape));
        }

        using VideoCase video = VideoCase.Open(fixture, weights);
        foreach (JsonElement step in fixture.Json.GetProperty("steps").EnumerateArray())
        {
            video.Play(step);
        }

        video.CheckEnd();
        Assert.Empty(video.Unchecked());
    }
}
