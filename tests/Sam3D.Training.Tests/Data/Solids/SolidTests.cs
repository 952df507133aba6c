using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Tests.Data.Solids;

public sealed class SolidTests
{
    /// <summary>Bodies with points and their distances, from elementary geometry.</summary>
    public static TheoryData<string, float, float, float, float> Known => new()
    {
        { "box", 1.5f, 0, 0, 1 }, { "box", 0, 0, 0, -0.5f }, { "box", 1.5f, 2, 0, MathF.Sqrt(2) },
        { "ball", 0, 3, 0, 2 }, { "ball", 0, 0, 0.5f, -0.5f },
        { "post", 2, 0, 1, 1 }, { "post", 0, 0, 3, 1 }, { "post", 2, 0, 3, MathF.Sqrt(2) }, { "post", 0, 0, 1, -1 },
        { "cone", 0, 0, 0.5f, -0.5f }, { "cone", 0, 0, 1.5f, -0.22360680f }, { "cone", 0, 0, -1, 1 }, { "cone", 2, 0, 0, 1 },
        { "ring", 1, 0, 0, -0.25f }, { "ring", 0, 0, 0, 0.75f }, { "ring", 1, 0, 1, 0.75f },
        { "rod", 0, 0, 2, 0.75f }, { "rod", 1, 0, 0.5f, 0.75f },
        { "wedge", 0, 0, -1, 1 }, { "wedge", 0, 2, 0.25f, 1.5f },
        { "pyramid", 0, 0, -0.5f, 0.5f }, { "pyramid", 0, 0, 0.5f, -0.22360680f },
    };

    private static Dictionary<string, Solid> Bodies { get; } = new()
    {
        ["box"] = Make.Box(Vector3.Zero, new Vector3(1, 2, 4)),
        ["ball"] = Make.Ball(Vector3.Zero, 1),
        ["post"] = Make.Post(0, 0, 0, 1, 2),
        ["cone"] = Make.Cone(0, 0, 0, 1, 0, 2),
        ["ring"] = Make.Ring(Vector3.Zero, 1, 0.25f),
        ["rod"] = Make.Rod(Vector3.Zero, Vector3.UnitZ, 0.25f),
        ["wedge"] = Make.Prism(-0.5f, 0.5f, new Vector2(-1, 0), new Vector2(1, 0), new Vector2(0, 1)),
        ["pyramid"] = Make.Pyramid(0, 0, 0, 1, 1, 1),
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void DistancesAreThoseOfGeometry(string body, float x, float y, float z, float expected) =>
        Assert.Equal(expected, Bodies[body].At(new Vector3(x, y, z)), 1e-4f);

    [Fact]
    public void BoundsHoldTheBodyAndDistancesGrowNoFasterThanPlaces()
    {
        var random = new SampleRandom(3, 0, 0);
        Solid[] bodies =
        [
            .. Bodies.Values,
            Make.Ellipsoid(new Vector3(0.1f, 0, 0), new Vector3(1, 0.2f, 0.5f)),
            Make.Box(Vector3.Zero, new Vector3(1, 1, 1), 0.2f).Turn(Vector3.UnitX, 33).Minus(Make.Ball(Vector3.Zero, 0.6f)),
            Make.Ball(Vector3.Zero, 0.5f).Blend(Make.Rod(Vector3.Zero, Vector3.One, 0.2f), 0.3f),
            Make.Wheel(Vector3.Zero, 0.7f, 0.3f).And(Make.Disc(Vector3.Zero, 0.6f, 1f)),
        ];
        foreach (Solid body in bodies)
        {
            int inside = 0;
            for (int i = 0; i < 4000; i++)
            {
                Vector3 p = random.Cube(-2.2f, 2.2f), q = p + (random.Cube(-1, 1) * 0.3f);
                float a = body.Distance(Point8.Broadcast(p), isBound: true)[0], b = body.Distance(Point8.Broadcast(q), isBound: true)[0];
                Assert.True(Math.Abs(a - b) <= Vector3.Distance(p, q) + 1e-5f, $"{body}: {a} at {p}, {b} at {q}");
                Assert.Equal(a < 0, body.At(p) < 0);
                if (a < 0)
                {
                    inside++;
                    Assert.Equal(p, Vector3.Clamp(p, body.Bounds.Low, body.Bounds.High));
                }
            }

            Assert.True(inside > 0, body.ToString());
        }
    }

    [Fact]
    public void EightPointsAreEachTheirOwn()
    {
        Solid body = Make.Box(new Vector3(0.2f), new Vector3(1, 0.5f, 0.7f), 0.1f).Turn(Vector3.UnitZ, 20).Blend(Make.Cone(0, 0, 0, 0.4f, 0.1f, 1), 0.1f);
        var random = new SampleRandom(1, 1, 1);
        Vector3[] points = [.. Enumerable.Range(0, Point8.Count).Select(_ => random.Cube(-1, 1))];
        var together = body.Distance(Point8.Load(points));
        for (int i = 0; i < points.Length; i++)
        {
            Assert.Equal(body.At(points[i]), together[i]);
        }
    }
}
