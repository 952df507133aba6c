using System.Numerics;
using Sam3D.Core.Tests.Metrics;
using Sam3D.Evaluation;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Evaluation;

public sealed class CaseScorerTests
{
    private static readonly EvaluationOptions Small = new()
    {
        Points = 30_000,
        LayoutPoints = 5000,
        EmdPoints = 128,
        FScoreThreshold = 0.05,
        Alignment = new IcpOptions { CoarsePoints = 400, Points = 3000 },
        Threads = 2,
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void SizePlaceAndTurnOfAShapeDoNotCount()
    {
        var turn = Quaternion.CreateFromYawPitchRoll(0, 0, MathF.PI / 2); // round z, which keeps the bounding box's longest side
        TriangleMesh truth = Solids.Bracket(), prediction = Solids.Map(truth, p => (Vector3.Transform(p, turn) * 7) + new Vector3(3, 2, 1));
        ShapeScore score = CaseScorer.ScoreShape(prediction, truth, Small, Stop).Score;
        Assert.Equal(1, score.F1, 0.001);
        Assert.InRange(score.VoxelIoU, 0.85, 1);
        Assert.InRange(score.ChamferMeanDistance, 0, 0.02);
        Assert.Equal(1, score.NormalConsistency, 0.03);
        Assert.Equal(90, score.AlignmentDegrees, 1.0);
    }

    [Fact]
    public void APoseThatIsTheTruthIsPerfectAndAMovedOneIsNot()
    {
        TriangleMesh mesh = Solids.Box(new(-0.5f, -0.25f, -0.25f), new(0.5f, 0.25f, 0.25f));
        var truth = new ObjectPose { Rotation = Quaternion.Identity, Translation = new(0.1f, 0, 3), Scale = 1, IsMetric = true };
        LayoutScore same = CaseScorer.ScoreLayout(mesh, truth, mesh, truth, Small, Stop);
        Assert.Equal((1, 1), (Math.Round(same.BoxIoU, 6), Math.Round(same.OrientedBoxIoU, 6)));
        Assert.InRange(same.AddS, 0, 0.02);
        Assert.True(same.IsWithinTenth);
        Assert.False(same.IsDepthAligned);

        // Half of the length to the side: ½ of 1½.
        LayoutScore moved = CaseScorer.ScoreLayout(mesh, truth with { Translation = new(0.6f, 0, 3) }, mesh, truth, Small, Stop);
        Assert.Equal(1 / 3.0, moved.BoxIoU, 1e-5);
        Assert.False(moved.IsWithinTenth);

        // Twice as large at twice the depth is the same picture; only a metric pose is held to its depth.
        ObjectPose far = truth with { Translation = truth.Translation * 2, Scale = 2 };
        Assert.True(CaseScorer.ScoreLayout(mesh, far, mesh, truth, Small, Stop).AddS > 1);
        LayoutScore aligned = CaseScorer.ScoreLayout(mesh, far with { IsMetric = false }, mesh, truth, Small, Stop);
        Assert.Equal(1, aligned.BoxIoU, 1e-5);
        Assert.True(aligned.IsDepthAligned);
    }

    [Fact]
    public async Task DrawnCasesScoreTheTruthItselfAsPerfectForEveryView()
    {
        IReadOnlyList<EvaluationItem> items = [.. Enumerable.Range(0, 3).Select(v => new EvaluationItem($"v{v}", () => Drawn.Case($"v{v}", Solids.Bracket(), v)))];
        IReadOnlyList<CaseScore> scores = await EvaluationRun.RunAsync(items, [new Cheat(), new Failing()], Small, cancellationToken: Stop);
        Assert.Equal(["v0", "v0", "v1", "v1", "v2", "v2"], scores.Select(s => s.Case));
        Assert.All(scores.Where(s => s.Model == "cheat"), s =>
        {
            Assert.Equal(1, s.SilhouetteIoU);
            Assert.Equal(1, s.Layout!.BoxIoU, 1e-5);
            Assert.Equal(1, s.Shape!.F1, 0.001);
        });

        // Failures count as 0 where larger is better, and have no distance.
        ModelSummary failing = ModelSummary.Of("failing", [.. scores.Where(s => s.Model == "failing"), scores[0]]);
        Assert.Equal((4, 3), (failing.Cases, failing.Failures));
        Assert.Equal(scores[0].Shape!.F1 / 4, failing.F1!.Value, 1e-9);
        Assert.Equal(0.25, failing.SilhouetteIoU!.Value, 1e-9);
        Assert.Equal(scores[0].Shape!.ChamferMeanDistance, failing.ChamferMeanDistance!.Value, 1e-12);
        ModelSummary hopeless = ModelSummary.Of("failing", [.. scores.Where(s => s.Model == "failing")]);
        Assert.Equal((0.0, 0.0, 0.0, 0.0), (hopeless.F1, hopeless.VoxelIoU, hopeless.SurfaceVoxelIoU, hopeless.NormalConsistency));
        Assert.Equal((0.0, 0.0, 0.0), (hopeless.SilhouetteIoU, hopeless.BoxIoU, hopeless.AddSWithinTenth));
        Assert.Null(hopeless.ChamferMeanDistance);

        // A failure says nothing of what could not have been measured either.
        IReadOnlyList<CaseScore> shapes = await EvaluationRun.RunAsync(
            [new EvaluationItem("v0", () => new EvaluationCase { Name = "v0", Truth = Solids.Bracket() })], [new Failing()], Small, cancellationToken: Stop);
        ModelSummary blind = ModelSummary.Of("failing", [.. shapes, scores[0]]);
        Assert.Equal((1, scores[0].Layout!.BoxIoU, scores[0].SilhouetteIoU), (blind.Failures, blind.BoxIoU, blind.SilhouetteIoU));
        Assert.Equal(scores[0].Shape!.F1 / 2, blind.F1!.Value, 1e-9);
        Assert.Null(ModelSummary.Of("x", [new CaseScore { Case = "a", Model = "x" }]).SilhouetteIoU);
    }

    [Fact]
    public async Task BadSetsAndModelsAreRefused()
    {
        await Assert.ThrowsAsync<EvaluationException>(() => EvaluationRun.RunAsync([], [new Cheat()], Small, cancellationToken: Stop));
        EvaluationItem[] one = [new("a", () => Drawn.Case("a", Solids.Bracket(), 0))];
        await Assert.ThrowsAsync<ArgumentException>(() => EvaluationRun.RunAsync(one, [new Cheat(), new Cheat()], Small, cancellationToken: Stop));
        ArgumentException e = Assert.Throws<ArgumentException>(() => new EvaluationOptions { Points = 1, VoxelResolution = 1, Threads = 0 }.Validate());
        Assert.Contains("Points is 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("VoxelResolution is 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("Threads is 0", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Gives the truth.</summary>
    private sealed class Cheat : IObjectPredictor
    {
        public string Name => "cheat";

        public ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new ObjectPrediction(input.Truth, input.Pose, input.Camera));
    }

    private sealed class Failing : IObjectPredictor
    {
        public string Name => "failing";

        public ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default) =>
            throw new ReconstructionException("no voxel is occupied");
    }
}
