using Sam3D.DataEngine.Annotation;

namespace Sam3D.DataEngine.Tests.Selection;

public sealed class CandidateSelectorTests
{
    [Fact]
    public async Task MetricsChooseTheCandidateThatFillsTheMask()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 2, 3, 0, 5);
        IReadOnlyList<EngineDecision> decisions = CandidateSelector.Run(store);
        Assert.Equal(2, decisions.Count);
        foreach (EngineDecision decision in decisions)
        {
            EngineCandidate chosen = store.Candidates(decision.ObjectId).Single(c => c.Id == decision.CandidateId);
            Assert.Equal(0UL, chosen.Seed);
            Assert.Equal(1, chosen.Scores[CandidateMetrics.SilhouetteIoU], 12);
            Assert.Equal(QueueState.Accepted, decision.State);
        }

        Assert.Equal(2, store.Status().States[QueueState.Accepted]);
    }

    [Theory]
    [InlineData(0.9, 0.2, QueueState.Rejected)]
    [InlineData(0.9, 0.85, QueueState.Hard)]
    [InlineData(0.1, 0.0, QueueState.Accepted)]
    public async Task TheThresholdsRouteTheObject(double threshold, double hard, QueueState expected)
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 5);
        var options = new SelectionOptions
        {
            Threshold = threshold,
            HardThreshold = hard,
            Weights = new Dictionary<string, double> { [CandidateMetrics.SilhouetteIoU] = 2 },
        };
        EngineDecision decision = CandidateSelector.Run(store, options).Single();
        Assert.Equal(store.Candidates(1).Single().Scores[CandidateMetrics.SilhouetteIoU], decision.Quality, 12);
        Assert.Equal(expected, decision.State);
        Assert.Equal(expected, store.Objects().Single().State);
    }

    [Fact]
    public async Task PeopleDecideByVotesAndRatings()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 3, 0, 1);
        var queue = new AnnotationQueue(store, new AnnotationOptions { Shown = 2 });
        Judge(queue, "anna", [(1, 4), (0, 2), (null, null)]);
        Judge(queue, "ben", [(1, 5), (1, 5), (null, null)]);
        Judge(queue, "carla", [(0, 5), (0, 3), (1, 1)]);
        IReadOnlyList<EngineDecision> decisions = CandidateSelector.Run(store, new SelectionOptions { Method = SelectionMethod.People, MinAnnotators = 3 });
        Assert.Equal([1UL, 0UL, null], decisions.Select(d => store.Candidates(d.ObjectId).SingleOrDefault(c => c.Id == d.CandidateId)?.Seed));
        Assert.Equal([0.875, 0.375, 0], decisions.Select(d => d.Quality)); // ratings 4 and 5, 2 and 3
        Assert.Equal([QueueState.Accepted, QueueState.Hard, QueueState.Hard], decisions.Select(d => d.State));

        // The metrics do not overrule people.
        Assert.Empty(CandidateSelector.Run(store));
        Assert.All(store.Decisions(), d => Assert.Equal(SelectionMethod.People, d.Method));

        AnnotatorAgreement agreement = AnnotatorAgreement.Of(store);
        Assert.Equal(3, agreement.Objects);
        Assert.Equal(1.0 / 3, agreement.Percent!.Value, 12); // one pair of three agrees on each object
        Assert.Equal([("anna", "ben"), ("anna", "carla"), ("ben", "carla")], agreement.Pairs.Select(p => (p.First, p.Second)));
        Assert.Equal([2.0 / 3, 1.0 / 3, 0], agreement.Pairs.Select(p => p.Percent));

        // anna: 1 0 none, ben: 1 1 none. p0 = 2/3, pe = 1/3·2/3 + 1/3·0 + 1/3·1/3 = 1/3.
        Assert.Equal(0.5, agreement.Pairs[0].CohenKappa!.Value, 12);
    }

    [Fact]
    public async Task TooFewAnnotatorsDecideNothing()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        Judge(new AnnotationQueue(store, new AnnotationOptions()), "anna", [(0, 5)]);
        Assert.Empty(CandidateSelector.Run(store, new SelectionOptions { Method = SelectionMethod.People, MinAnnotators = 2 }));
        Assert.Equal(QueueState.Pending, store.Objects().Single().State);
    }

    [Fact]
    public void OptionsNameEveryViolation()
    {
        var options = new SelectionOptions { Threshold = 2, HardThreshold = 3, MinAnnotators = 0, Weights = new Dictionary<string, double>() };
        var e = Assert.Throws<ArgumentException>(options.Validate);
        Assert.All(["Threshold is 2", "HardThreshold is 3", "MinAnnotators is 0", "Weights has 0"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    /// <summary>Judges objects one after the other by the seed of the candidate.</summary>
    private static void Judge(AnnotationQueue queue, string annotator, (int? Seed, int? Rating)[] choices)
    {
        foreach ((int? seed, int? rating) in choices)
        {
            AnnotationTask task = queue.Next(annotator).Task!;
            long[] shown = [.. task.Shown.Select(s => s.Candidate)];
            queue.Judge(annotator, new AnnotationAnswer
            {
                Object = task.Object,
                Round = task.Round,
                Shown = shown,
                Winner = seed is { } s ? shown.Order().ElementAt(s) : null,
                Rating = rating,
                Milliseconds = 7,
            });
        }
    }
}
