using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

public sealed class NaturalOrderTests
{
    [Fact]
    public void Numbers_count_by_their_value()
    {
        string[] ordered = ["a", "a1", "a2", "a10", "A10b", "b007", "b7", "b08", "frame9.png", "frame10.png", "x99999999999999999999998", "x99999999999999999999999"];
        Assert.Equal(ordered, ordered.Reverse().Order(Comparer<string>.Create(NaturalOrder.Compare)));
    }

    [Fact]
    public void It_is_an_order()
    {
        var random = new Random(2);
        string[] names = [.. Enumerable.Range(0, 60).Select(_ => new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "aB019_"[random.Next(6)])])).Distinct()];
        foreach (string a in names)
        {
            foreach (string b in names)
            {
                Assert.Equal(Math.Sign(NaturalOrder.Compare(a, b)), -Math.Sign(NaturalOrder.Compare(b, a)));
                Assert.Equal(a == b, NaturalOrder.Compare(a, b) == 0);
                Assert.All(names, c => Assert.False(NaturalOrder.Compare(a, b) < 0 && NaturalOrder.Compare(b, c) < 0 && NaturalOrder.Compare(a, c) >= 0, $"{a} {b} {c}"));
            }
        }
    }
}
