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

    private static FixtureCase Open(string name) => Fixtures.Open(name, Fixtures.Segmentation);

    private static IEnumerable<int> Integers(JsonElement array) => array.EnumerateArray().Select(e => e.GetInt32());

    private static List<float[]> Objects(Tensor tensor) => [.. tensor.Values.Chunk(tensor.Values.Length / tensor.Shape[0])];
}
