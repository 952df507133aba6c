using System.Numerics;
using Sam3D.Core.Tests.Metrics;
using Sam3D.Evaluation;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Evaluation;

public sealed class BaselineTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly TriangleMesh Bar = Solids.Box(new(-0.5f, -0.05f, -0.05f), new(0.5f, 0.05f, 0.05f));
    private static readonly TriangleMesh Ball = Solids.Sphere(0.5f, 16);

    [Fact]
    public void ACropDoesNotDependOnPlaceAndSize()
    {
        float[] small = MaskCrop.Of(Square(100, 10, 20, 10)), large = MaskCrop.Of(Square(400, 200, 30, 80));
        Assert.Equal(0, MaskCrop.SquaredDistance(small, large), 1e-6);

        // The object's side is 21/1.2 = 17.5 of 21 pixels: its area is 17.5².
        Assert.Equal(17.5 * 17.5, small.Sum(), 1e-3);
        Assert.All(small, v => Assert.InRange(v, 0, 1.0001f));
        Assert.Throws<MaskException>(() => MaskCrop.Of(new Mask(4, 4, new byte[16])));
    }

    [Fact]
    public async Task TheNearestMaskBringsItsShapeAndIsPlacedOntoTheMask()
    {
        TrainingShape[] shapes = [.. new[] { Bar, Ball, Solids.Bracket() }.SelectMany(mesh => Enumerable.Range(0, 3).Select(v =>
            TrainingShape.Of(Drawn.Case("t", mesh, v), () => mesh)))];
        var model = new NearestMaskPredictor("nearest", shapes);
        for (int view = 0; view < 3; view++)
        {
            EvaluationCase input = Drawn.Case("b", Solids.Bracket(), view);
            Assert.Equal(6 + view, model.Find(MaskCrop.Of(input.Mask!)));
            ObjectPrediction prediction = await model.PredictAsync(input, Stop);
            Assert.InRange(SilhouetteIoU.Compute(prediction.Mesh, prediction.Pose!, prediction.Camera!.Value, input.Mask!), 0.93, 1);
            Assert.InRange(CaseScorer.ScoreLayout(prediction.Mesh, prediction.Pose!, input.Truth, input.Pose!, new EvaluationOptions { LayoutPoints = 3000 }, Stop).AddS, 0, 0.04);
        }
    }

    [Fact]
    public async Task TheMeanOfOneShapeIsThatShape()
    {
        TrainingShape[] shapes = [.. Enumerable.Range(0, 2).Select(v => TrainingShape.Of(Drawn.Case("t", Ball, v), () => Ball))];
        var model = new MeanShapePredictor("mean", shapes, cancellationToken: Stop);
        EvaluationCase input = Drawn.Case("x", Ball, 2);
        ObjectPrediction prediction = await model.PredictAsync(input, Stop);
        Assert.InRange(VoxelSolid.Compare(UnitCube.Normalize(prediction.Mesh), UnitCube.Normalize(Ball), 64, Stop).Solid, 0.95, 1);
        Assert.InRange(SilhouetteIoU.Compute(prediction.Mesh, prediction.Pose!, prediction.Camera!.Value, input.Mask!), 0.95, 1);
    }

    [Fact]
    public async Task TheMeanHasTheMeanNumberOfCells()
    {
        // Half of the shapes are large cubes, half are bars through the middle: what both have comes first, then the rest of the cubes.
        TrainingShape Shape(TriangleMesh mesh) => new(new float[MaskCrop.Size * MaskCrop.Size], Quaternion.Identity, () => mesh);
        var model = new MeanShapePredictor("mean", [Shape(Solids.Box(new(-0.5f), new(0.5f))), Shape(Bar)], cancellationToken: Stop);
        ObjectPrediction prediction = await model.PredictAsync(new EvaluationCase { Name = "a", Truth = Ball }, Stop);
        Assert.Null(prediction.Pose);
        Assert.True(prediction.Mesh.TriangleCount > 100);
    }

    private static Mask Square(int size, int left, int top, int side)
    {
        byte[] values = new byte[size * size];
        for (int i = 0; i < side * side; i++)
        {
            values[((top + (i / side)) * size) + left + (i % side)] = 255;
        }

        return new Mask(size, size, values);
    }
}
