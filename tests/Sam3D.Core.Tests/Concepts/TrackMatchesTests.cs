using Sam3D.Concepts;

namespace Sam3D.Core.Tests.Concepts;

public sealed class TrackMatchesTests
{
    private static readonly ConceptVideoRules Rules = new();

    [Fact]
    public void Without_tracks_every_detection_is_new()
    {
        TrackMatches found = TrackMatches.Find([Row(0, 4), Row(4, 8)], [0.9f, 0.51f], [], [], Rules);
        Assert.Equal([0, 1], found.New);
        Assert.Empty(found.Matches);
    }

    [Fact]
    public void Several_tracks_share_a_detection_and_the_nearest_is_corrected()
    {
        TrackMatches found = TrackMatches.Find([Row(0, 10)], [0.9f], [Row(0, 3), Row(0, 9), Row(10, 20), Row(0, 0)], [4, 5, 6, 7], Rules);
        Assert.Equal([4, 5], found.Matches[0]);
        Assert.Equal(new Dictionary<int, int> { [5] = 0 }, found.Corrections);
        Assert.Equal([4, 6], found.Unmatched); // what is not to be seen is not missed
        Assert.Empty(found.New);
    }

    /// <summary>Rules that hold whatever the masks are.</summary>
    [Fact]
    public void A_detection_is_never_new_and_matched_and_order_does_not_matter()
    {
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            float[][] detections = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Any(random))], tracks = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Any(random))];
            float[] scores = [.. detections.Select(_ => random.NextSingle())];
            int[] ids = [.. tracks.Select((_, i) => 10 + i)];
            TrackMatches found = TrackMatches.Find(detections, scores, tracks, ids, Rules);
            Assert.All(found.New, d => Assert.Empty(found.Matches[d]));
            Assert.All(found.New, d => Assert.True(scores[d] >= Rules.NewScore));
            Assert.All(found.Corrections, c => Assert.Contains(c.Key, found.Matches[c.Value]));
            Assert.All(found.Corrections, c => Assert.DoesNotContain(c.Key, found.Unmatched));
            Assert.Equal(detections.Length, found.Matches.Count);

            // The same tracks in another order.
            int[] order = [.. Enumerable.Range(0, tracks.Length).OrderBy(_ => random.Next())];
            TrackMatches other = TrackMatches.Find(detections, scores, [.. order.Select(i => tracks[i])], [.. order.Select(i => ids[i])], Rules);
            Assert.Equal(found.New, other.New);
            Assert.Equal(found.Unmatched.Order(), other.Unmatched.Order());
            Assert.All(found.Matches.Zip(other.Matches), m => Assert.Equal(m.First.Order(), m.Second.Order()));
        }
    }

    private static float[] Row(int from, int to) => [.. Enumerable.Range(0, 20).Select(i => i >= from && i < to ? 1f : -1f)];

    private static float[] Any(Random random)
    {
        int from = random.Next(20), to = from + random.Next(12);
        return Row(from, to);
    }
}
