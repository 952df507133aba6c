using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class TaubinSmoothingTests
{
    private static DualSurface NoisySphere(Random random)
    {
        DualSurface surface = DualSurface.Extract(Shapes.Sample(32, p => Shapes.Sphere(p, 0.35f)), 0, 8);
        for (int v = 0; v < surface.Positions.Count; v++)
        {
            surface.Positions[v] += 0.3f * new Vector3((float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f, (float)random.NextDouble() - 0.5f);
        }

        return surface;
    }

    [Fact]
    public void NoiseGoesAndTheVolumeStays()
    {
        DualSurface surface = NoisySphere(new Random(7));
        Vector3[] before = [.. surface.Positions], after = [.. before];
        int[] quads = [.. surface.Quads];
        TaubinSmoothing.Apply(after, quads, 10, 1f);

        double Radius(Vector3[] p) => p.Average(x => (x - new Vector3(15.5f)).Length());
        double Spread(Vector3[] p) => Math.Sqrt(p.Average(x => Math.Pow((x - new Vector3(15.5f)).Length() - Radius(p), 2)));
        Assert.True(Spread(after) < 0.5 * Spread(before), $"{Spread(before)} to {Spread(after)}");
        Assert.InRange(Radius(after) / Radius(before), 0.995, 1.005);
    }

    [Fact]
    public void NoVertexGoesFurtherThanAllowed()
    {
        DualSurface surface = NoisySphere(new Random(8));
        Vector3[] before = [.. surface.Positions], after = [.. before];
        TaubinSmoothing.Apply(after, [.. surface.Quads], 50, 0.05f);
        Assert.All(before.Zip(after), p => Assert.InRange(Vector3.Distance(p.First, p.Second), 0, 0.05001f));
        Assert.Contains(before.Zip(after), p => Vector3.Distance(p.First, p.Second) > 0.04f);
    }

    [Theory]
    [InlineData(0, 1f)]
    [InlineData(10, 0f)]
    public void SwitchedOffItMovesNothing(int iterations, float displacement)
    {
        DualSurface surface = NoisySphere(new Random(9));
        Vector3[] after = [.. surface.Positions];
        TaubinSmoothing.Apply(after, [.. surface.Quads], iterations, displacement);
        Assert.Equal(surface.Positions, after);
    }
}
