using System.Text.Json;
using Sam3D.Concepts;

namespace Sam3D.ParityTests;

/// <summary>Parity of the rules that SAM 3's video model applies to masks and to new objects.</summary>
public sealed class VideoRuleTests
{
    public static TheoryData<string> Rules => [.. Fixtures.Discover("Sam3VideoBase helpers", Fixtures.Segmentation)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Rules))]
    public void Holes_and_islands(string name)
    {
        FixtureCase fixture = Open(name);
        string[] results = [.. fixture.TensorNames.Where(t => t.StartsWith("fill.area", StringComparison.Ordinal))];
        Assert.NotEmpty(results);
        foreach (string result in results)
        {
            int area = int.Parse(result["fill.area".Length..], System.Globalization.CultureInfo.InvariantCulture);
            (int height, int width) = (fixture["fill.in"].Shape[2], fixture["fill.in"].Shape[3]);
            Parity.Check(fixture, result, Objects(fixture["fill.in"]).SelectMany(o => TrackMasks.Clean(o, width, height, area)));
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Rules))]
    public void Overlaps(string name)
    {
        FixtureCase fixture = Open(name);
        List<float[]> shrunk = Objects(fixture["shrink.in"]), separated = Objects(fixture["shrink.in"]);
        TrackMasks.DropShrunk(shrunk, 0.3);
        Parity.Check(fixture, "shrink.out", shrunk.SelectMany(o => o));
        TrackMasks.SeparateByScore(separated, fixture["objnonoverlap.in.scores"].Values, 0);
        Parity.Check(fixture, "objnonoverlap.out", separated.SelectMany(o => o));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Rules))]
    public void Hot_start(string name)
    {
        JsonElement recorded = Open(name).Json.GetProperty("results").GetProperty("hotstart"), settings = recorded.GetProperty("params");
        var rule = new HotStart(settings.GetProperty("delay").GetInt32(), settings.GetProperty("unmatch").GetInt32(), settings.GetProperty("dup").GetInt32());
        foreach (JsonElement e in recorded.GetProperty("events").EnumerateArray())
        {
            IReadOnlyList<int> gone = rule.Next(
                e.GetProperty("frame").GetInt32(),
                Integers(e.GetProperty("new")),
                e.GetProperty("det_to_matched").EnumerateObject().Select(p => (IReadOnlyList<int>)[.. Integers(p.Value)]),
                Integers(e.GetProperty("unmatched")));
            Assert.Equal(Integers(e.GetProperty("removed_now")), gone);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Rules))]
    public void Association(string name)
    {
        FixtureCase fixture = Open(name);
        JsonElement results = fixture.Json.GetProperty("results"), expected = results.GetProperty("assoc"), limits = expected.GetProperty("thresholds");
        var rules = new ConceptVideoRules
        {
            SameObject = limits.GetProperty("assoc_iou").GetSingle(),
            Confirmed = limits.GetProperty("trk_assoc_iou").GetSingle(),
            NewScore = limits.GetProperty("new_det").GetSingle(),
            Sure = limits.GetProperty("high_conf").GetSingle(),
        };
        Assert.Equal(new ConceptVideoRules(), rules); // the release's
        Assert.Equal(rules.Sure, limits.GetProperty("high_iou").GetSingle());
        List<float[]> detections = Objects(fixture["assoc.in.det_masks"]), tracks = Objects(fixture["assoc.in.trk_masks"]);
        float[] scores = fixture["assoc.in.det_scores"].Values;
        int[] ids = [.. fixture["assoc.in.trk_obj_ids"].Values.Select(v => (int)v)];
        Parity.Check(fixture, "assoc.iou", detections.SelectMany(d => tracks.Select(t => MaskOverlap.IoU(d, t))));

        TrackMatches found = TrackMatches.Find(detections, scores, tracks, ids, rules);
        Assert.Equal(Integers(expected.GetProperty("new_det")), found.New);
        Assert.Equal(Integers(expected.GetProperty("unmatched_trk_obj_ids")), found.Unmatched);
        Assert.All(expected.GetProperty("det_to_matched").EnumerateObject(), d => Assert.Equal(Integers(d.Value), found.Matches[int.Parse(d.Name, System.Globalization.CultureInfo.InvariantCulture)]));
        Assert.Equal(
            expected.GetProperty("trk_to_high_conf_det").EnumerateObject().Select(p => (p.Name, p.Value.GetInt32())), found.Corrections.Select(c => ($"{c.Key}", c.Value)));
        Assert.Equal(Integers(expected.GetProperty("empty_trk_obj_ids")), ids.Where((_, t) => !tracks[t].Any(v => v > 0)));

        TrackMatches first = TrackMatches.Find(detections, scores, [], [], rules);
        Assert.Equal(Integers(results.GetProperty("assoc_first_frame").GetProperty("new_det")), first.New);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Rules))]
    public void Recent_occlusion(string name)
    {
        FixtureCase fixture = Open(name);
        List<float[]> masks = Objects(fixture["occl.in.masks"]);
        string[] cases = [.. fixture.TensorNames.Where(t => t.EndsWith(".suppress", StringComparison.Ordinal)).Select(t => t[..^".suppress".Length])];
        Assert.NotEmpty(cases);
        foreach (string key in cases)
        {
            int[] last = [.. fixture[key + ".last_occluded"].Values.Select(v => (int)v)];
            bool[] blanked = RecentOcclusion.Doubles(masks, last, new ConceptVideoRules().DoubleTrack, reverse: key.EndsWith("rev", StringComparison.Ordinal));
            Parity.Check(fixture, key + ".suppress", blanked.Select(b => b ? 1f : 0f));
        }
    }

    private static FixtureCase Open(string name) => Fixtures.Open(name, Fixtures.Segmentation);

    private static IEnumerable<int> Integers(JsonElement array) => array.EnumerateArray().Select(e => e.GetInt32());

    private static List<float[]> Objects(Tensor tensor) => [.. Logits(tensor).Chunk(tensor.Values.Length / tensor.Shape[0])];

    /// <summary>Masks that are stored as 0 and 1 become logits.</summary>
    private static float[] Logits(Tensor tensor) => tensor.Values.All(v => v is 0 or 1) ? Array.ConvertAll(tensor.Values, v => v - 0.5f) : tensor.Values;
}
