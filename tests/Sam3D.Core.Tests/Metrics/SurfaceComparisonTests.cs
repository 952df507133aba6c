using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class SurfaceComparisonTests
{
    private const int Points = 60_000;

    [Fact]
    public void IdenticalPointsAreAtDistanceZero()
    {
        SurfaceSample sample = SurfaceSampler.Sample(Solids.Bracket(), 2000, 1);
        var same = SurfaceComparison.Compare(sample, sample, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, 0), (same.ChamferMeanDistance, same.ChamferSumSquared));
        Assert.Equal(1, same.NormalConsistency, 1e-6);
        Assert.Equal(new FScore(1, 1), same.FScore(0.01));
    }

    [Fact]
    public void ConcentricSpheresAreApartByTheirRadii()
    {
        // Every point of one sphere is |R − r| from the other sphere; points between neighbours add a little.
        SurfaceComparison c = Compare(Solids.Sphere(1), Solids.Sphere(0.9f));
        Assert.Equal(0.1, c.ChamferMeanDistance, 0.001);
        Assert.Equal(0.1, c.MeanToTruth, 0.001);
        Assert.Equal(0.1, c.MeanToPrediction, 0.001);
        Assert.Equal(2 * 0.01, c.ChamferSumSquared, 0.0003);
        Assert.Equal(1, c.NormalConsistency, 0.002);
        Assert.Equal(0, c.FScore(0.099).F1);
        Assert.Equal(1, c.FScore(0.103).F1, 0.001);
    }

    [Fact]
    public void ParallelPlanesHaveTheirGapAndHalfAPlaneHalfTheRecall()
    {
        SurfaceComparison c = Compare(Solids.Plane(0), Solids.Plane(0.25f));
        Assert.Equal(0.25, c.ChamferMeanDistance, 0.001);
        Assert.Equal(2 * 0.0625, c.ChamferSumSquared, 0.001);

        // The left half of the square: all of it is near the truth, but only half of the truth (and a strip of 0.05) is near it.
        TriangleMesh half = Solids.Map(Solids.Plane(0), p => new Vector3((p.X / 2) - 0.5f, p.Y, 0));
        c = Compare(half, Solids.Plane(0));
        FScore score = c.FScore(0.05);
        Assert.Equal(1, score.Precision, 0.001);

        // Gaps between the predicted points take from the strip's edge: with 30,000 points on a unit of area, the chance that none lies in the cap of the circle of 0.05 that reaches d into the half plane is
        // exp(−30,000 · 4/3 · √0.1 · d^1.5), whose integral over d is 0.0017, a share of 0.0008 of the width of 2. A share of 60,000 random points has the standard deviation √(0.525 · 0.475 / 60,000) = 0.0020.
        const double Gap = 0.0008, Deviation = 0.0020;
        Assert.Equal(0.525 - Gap, score.Recall, 2.5 * Deviation);
        Assert.Equal(2 * (0.525 - Gap) / (1.525 - Gap), score.F1, 2.5 * Deviation); // which changes by less than the recall
        Assert.Equal(0.25, c.MeanToPrediction, 0.003); // half of the points are x away, 0 to 1
        Assert.Equal(1 / 6.0, c.MeanSquaredToPrediction, 0.003); // ½·∫x²
    }

    [Fact]
    public void NormalsOfPlanesAtAnAngleHaveItsCosine()
    {
        TriangleMesh turned = Solids.Map(Solids.Plane(0), p => Vector3.Transform(p, Quaternion.CreateFromAxisAngle(Vector3.UnitX, MathF.PI / 3)));
        Assert.Equal(0.5, Compare(turned, Solids.Plane(0)).NormalConsistency, 1e-5);
    }

    [Fact]
    public void TheNumberOfThreadsChangesNothing()
    {
        SurfaceSample a = SurfaceSampler.Sample(Solids.Bracket(), 20_000, 1), b = SurfaceSampler.Sample(Solids.Sphere(1), 20_000, 2);
        SurfaceComparison one = SurfaceComparison.Compare(a, b, 1, TestContext.Current.CancellationToken), four = SurfaceComparison.Compare(a, b, 4, TestContext.Current.CancellationToken);
        Assert.Equal(
            (one.ChamferMeanDistance, one.ChamferSumSquared, one.NormalConsistency, one.FScore(0.1)),
            (four.ChamferMeanDistance, four.ChamferSumSquared, four.NormalConsistency, four.FScore(0.1)));
    }

    private static SurfaceComparison Compare(TriangleMesh prediction, TriangleMesh truth) => SurfaceComparison.Compare(
        SurfaceSampler.Sample(prediction, Points, 1), SurfaceSampler.Sample(truth, Points, 2), 2, TestContext.Current.CancellationToken);
}
