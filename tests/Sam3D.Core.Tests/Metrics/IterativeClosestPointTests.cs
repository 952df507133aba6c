using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class IterativeClosestPointTests
{
    private static readonly IcpOptions Small = new() { CoarsePoints = 400, Points = 3000 };

    [Theory]
    [InlineData(0.2f, 0)]
    [InlineData(1.4f, 1)]
    [InlineData(2.9f, 2)]
    [InlineData(-2f, 3)]
    public void AnyTurnIsFoundAgain(float angle, int axisSeed)
    {
        var random = new Random(axisSeed);
        Vector3 axis = Vector3.Normalize(new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f));
        var turn = Quaternion.CreateFromAxisAngle(axis, angle);
        TriangleMesh truth = Solids.Bracket(), moved = Solids.Map(truth, p => Vector3.Transform(p, turn) + new Vector3(0.1f, -0.2f, 0.05f));
        IcpResult result = IterativeClosestPoint.Align(moved, truth, 1, Small, 2, TestContext.Current.CancellationToken);
        var left = new RigidMotion(turn, new(0.1f, -0.2f, 0.05f));
        RigidMotion whole = left.Then(result.Motion);
        Assert.InRange(whole.AngleDegrees, 0, 1);
        Assert.All(truth.Positions, p => Assert.InRange(Vector3.Distance(p, whole.Apply(p)), 0, 0.02f));
    }

    [Fact]
    public void TheResultDoesNotDependOnThreads()
    {
        IcpResult Run(int threads) => IterativeClosestPoint.Align(Solids.Sphere(0.8f, 12), Solids.Bracket(), 4, Small, threads, TestContext.Current.CancellationToken);
        Assert.Equal(Run(1), Run(3));
    }

    [Fact]
    public void TheCubeHas24Turns()
    {
        Quaternion[] starts = IterativeClosestPoint.Starts(IcpStarts.Cube);
        var probe = new Vector3(1, 2, 3);
        Assert.Equal(24, starts.Select(q => Vector3.Transform(probe, q)).Select(v => new Vector3(MathF.Round(v.X), MathF.Round(v.Y), MathF.Round(v.Z))).Distinct().Count());
    }

    [Fact]
    public void ExactPartnersGiveTheirMotion()
    {
        var motion = new RigidMotion(Quaternion.CreateFromYawPitchRoll(1, 2, 3), new(4, 5, 6));
        Vector3[] from = SurfaceSampler.Sample(Solids.Bracket(), 50, 1).Points;
        RigidMotion found = RigidFit.Fit(from, Array.ConvertAll(from, motion.Apply));
        Assert.All(from, p => Assert.InRange(Vector3.Distance(motion.Apply(p), found.Apply(p)), 0, 1e-5f));
    }

    [Fact]
    public void EveryBadOptionIsNamed()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new IcpOptions { Points = 1, Steps = 0, Tolerance = double.NaN }.Validate());
        Assert.Contains("Points is 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("Steps is 0", e.Message, StringComparison.Ordinal);
        Assert.Contains("Tolerance is NaN", e.Message, StringComparison.Ordinal);
    }
}
