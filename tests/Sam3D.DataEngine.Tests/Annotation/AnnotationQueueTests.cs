using Sam3D.DataEngine.Annotation;

namespace Sam3D.DataEngine.Tests.Annotation;

public sealed class AnnotationQueueTests
{
    [Fact]
    public async Task TheWinnerMeetsTheNextCandidatesUntilAllWereSeen()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1, 2, 3);
        var queue = new AnnotationQueue(store, new AnnotationOptions { Shown = 2 });
        var seen = new HashSet<long>();
        long? winner = null;
        for (int round = 0; round < 3; round++)
        {
            AnnotationTask task = queue.Next("anna").Task!;
            Assert.Equal((round, round == 2), (task.Round, task.IsLast));
            Assert.Equal(2, task.Shown.Count);
            Assert.True(winner is null || task.Shown.Any(s => s.Candidate == winner));
            seen.UnionWith(task.Shown.Select(s => s.Candidate));
            winner = task.Shown[1].Candidate;
            queue.Judge("anna", Answer(task, winner, task.IsLast ? 3 : null));
        }

        Assert.Equal(4, seen.Count);
        Assert.Null(queue.Next("anna").Task);
        Assert.Equal((1, 1), (queue.Next("anna").Done, queue.Next("anna").Total));
        Assert.Equal((0, 1), (queue.Next("ben").Done, queue.Next("ben").Total));
        Assert.Equal([null, null, 3], store.Judgements().Select(j => j.Rating));
        Assert.Equal("2030-01-02T03:04:05.000Z", store.Judgements()[0].Recorded);
    }

    [Fact]
    public async Task AfterNoneTheNextCandidatesAreAlone()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1, 2);
        var queue = new AnnotationQueue(store, new AnnotationOptions { Shown = 2 });
        AnnotationTask first = queue.Next("anna").Task!;
        queue.Judge("anna", Answer(first, null));
        AnnotationTask second = queue.Next("anna").Task!;
        Assert.DoesNotContain(Assert.Single(second.Shown).Candidate, first.Shown.Select(s => s.Candidate));
        Assert.True(second.IsLast);
    }

    [Fact]
    public async Task NewCandidatesOpenAnObjectAgain()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        var queue = new AnnotationQueue(store, new AnnotationOptions { AsksRating = false });
        AnnotationTask task = queue.Next("anna").Task!;
        queue.Judge("anna", Answer(task, task.Shown[0].Candidate));
        Assert.Null(queue.Next("anna").Task);
        using CandidateModel model = FakePipeline.Model();
        await CandidateGenerator.RunAsync(store, model, Stores.Options(2), null, TestContext.Current.CancellationToken);
        AnnotationTask more = queue.Next("anna").Task!;
        Assert.Equal((1, 2), (more.Round, more.Shown.Count));
    }

    [Fact]
    public async Task AnAnswerToSomethingElseIsRefused()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 2, 0, 1);
        var queue = new AnnotationQueue(store, new AnnotationOptions());
        AnnotationTask task = queue.Next("anna").Task!;
        long winner = task.Shown[0].Candidate;
        AnnotationAnswer right = Answer(task, winner, 4);
        AnnotationAnswer[] wrong =
        [
            right with { Round = 1 }, right with { Object = 2 }, right with { Object = 99 }, right with { Winner = 99 }, right with { Shown = [winner] },
            right with { Shown = [.. right.Shown.Reverse()] }, right with { Rating = null }, right with { Rating = 6 }, right with { Winner = null },
        ];
        Assert.All(wrong, answer => Assert.Throws<DataEngineException>(() => queue.Judge("anna", answer)));
        Assert.Empty(store.Judgements());
        queue.Judge("anna", right);
        Assert.Throws<DataEngineException>(() => queue.Judge("anna", right)); // twice
        Assert.Single(store.Judgements());
    }

    [Fact]
    public async Task UndoTakesBackOneChoiceOfOneAnnotator()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 2, 0, 1);
        var queue = new AnnotationQueue(store, new AnnotationOptions { AsksRating = false });
        foreach (string name in (string[])["anna", "anna", "ben"])
        {
            AnnotationTask task = queue.Next(name).Task!;
            queue.Judge(name, Answer(task, task.Shown[0].Candidate));
        }

        Assert.Equal(2, queue.Undo("anna").Task!.Object);
        Assert.Equal([("anna", 1L), ("ben", 1L)], store.Judgements().Select(j => (j.Annotator, j.ObjectId)));
        Assert.Equal(3, store.Judgements(withWithdrawn: true).Count);
        Assert.Equal(1, queue.Undo("anna").Task!.Object);
        Assert.False(queue.Undo("anna").CanUndo);
        Assert.Single(store.Judgements());
    }

    [Fact]
    public async Task PlacesFavourNoSeed()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1);
        var queue = new AnnotationQueue(store, new AnnotationOptions());
        long first = store.Candidates(1)[0].Id;
        int left = Enumerable.Range(0, 200).Count(i => queue.Next($"annotator {i}").Task!.Shown[0].Candidate == first);
        Assert.InRange(left, 75, 125);
        Assert.Equal(
            queue.Next("annotator 7").Task!.Shown, new AnnotationQueue(store, new AnnotationOptions()).Next("annotator 7").Task!.Shown);
    }

    private static AnnotationAnswer Answer(AnnotationTask task, long? winner, int? rating = null) => new()
    {
        Object = task.Object,
        Round = task.Round,
        Shown = [.. task.Shown.Select(s => s.Candidate)],
        Winner = winner,
        Rating = rating,
        Milliseconds = 1234,
    };
}
