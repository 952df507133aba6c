using System.Security.Cryptography;
using System.Text;
using Sam3D.Layout;

namespace Sam3D.DataEngine.Tests.Generation;

public sealed class CandidateGeneratorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ARunThatWasStoppedGoesOn()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 2);
        using var cancel = new CancellationTokenSource();
        using (CandidateModel stopped = FakePipeline.Model(new FakePipeline { Before = seed => { if (seed == 2) { cancel.Cancel(); } } }))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                CandidateGenerator.RunAsync(store, stopped, Stores.Options(0, 1, 2), null, cancel.Token));
        }

        Assert.Equal(2, store.Status().Candidates);
        var pipeline = new FakePipeline();
        var reports = new List<GenerationProgress>();
        using CandidateModel model = FakePipeline.Model(pipeline);
        GenerationSummary summary = await CandidateGenerator.RunAsync(store, model, Stores.Options(0, 1, 2), new Listed(reports), Stop);
        Assert.Equal(new GenerationSummary(4, 0, 2), summary);
        Assert.Equal(4, pipeline.Calls);
        Assert.Equal([0, 1, 2, 3, 4], reports.Select(r => r.Done));
        Assert.Equal(new GenerationSummary(0, 0, 6), await CandidateGenerator.RunAsync(store, model, Stores.Options(0, 1, 2), null, Stop));
        Assert.Equal([0UL, 1, 2], store.Candidates(2).Select(c => c.Seed));
        Assert.Empty(store.Verify(Stop).Problems);
    }

    [Fact]
    public async Task ModelsAndOptionsAreKeptApart()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0);
        using CandidateModel other = FakePipeline.Model(digit: 'b');
        GenerationOptions fewer = Stores.Options(0) with { Reconstruction = new ReconstructionOptions { Geometry = new GeometryOptions { Steps = 3 } } };
        Assert.Equal(1, (await CandidateGenerator.RunAsync(store, other, Stores.Options(0), null, Stop)).Made);
        Assert.Equal(1, (await CandidateGenerator.RunAsync(store, other, fewer, null, Stop)).Made);
        Assert.Equal(["{}", "{}", """{"steps":3}"""], store.Candidates(1).Select(c => c.Options));
        Assert.Equal(2, store.Status().Models);
    }

    [Fact]
    public void WhatChangesACandidateTellsItApart()
    {
        static string Of(GeometryOptions geometry) => (Stores.Options(0) with { Reconstruction = new ReconstructionOptions { Geometry = geometry } }).Canonical();
        Assert.Equal("{}", Of(new GeometryOptions { LayoutRefinement = new LayoutRefinementOptions() }));
        Assert.Equal("""{"temperature":0.5}""", Of(new GeometryOptions { ShapeCandidates = 1, Temperature = 0.5f }));
        Assert.Equal("""{"poseCandidates":8,"shapeCandidates":4,"refineLayout":false}""", Of(new GeometryOptions { PoseCandidates = 8, ShapeCandidates = 4, RefineLayout = false }));
        Assert.Equal("""{"refineLayout":true,"layoutRefinement":"0.5 96 0.2 0.03 0 3 80 12000"}""", Of(new GeometryOptions { RefineLayout = true, LayoutRefinement = new LayoutRefinementOptions { MinIoU = 0.5 } }));
    }

    [Fact]
    public async Task AFailureIsRecordedAndCanBeTriedAgain()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1);
        using CandidateModel failing = FakePipeline.Model(new FakePipeline { Failing = [1] });
        Assert.Equal(new GenerationSummary(1, 1, 0), await CandidateGenerator.RunAsync(store, failing, Stores.Options(0, 1), null, Stop));
        EngineCandidate failed = store.Candidates(1).Single(c => !c.IsMade);
        Assert.StartsWith("No voxel is occupied with seed 1", failed.Error, StringComparison.Ordinal);

        using CandidateModel model = FakePipeline.Model();
        Assert.Equal(new GenerationSummary(0, 0, 2), await CandidateGenerator.RunAsync(store, model, Stores.Options(0, 1), null, Stop));
        Assert.Equal(new GenerationSummary(1, 0, 1), await CandidateGenerator.RunAsync(store, model, Stores.Options(0, 1) with { RetryFailed = true }, null, Stop));
        Assert.All(store.Candidates(1), c => Assert.True(c.IsMade));
    }

    [Fact]
    public async Task TheSameSeedGivesTheSameFiles()
    {
        using TemporaryFolder first = new(), second = new();
        using EngineStore a = await Stores.FilledAsync(first.Path, 1, 0, 1), b = await Stores.FilledAsync(second.Path, 1, 0, 1);
        foreach ((EngineCandidate x, EngineCandidate y) in a.Candidates(1).Zip(b.Candidates(1)))
        {
            Assert.Equal((x.Record, x.Voxels, x.Mesh, x.Turntable), (y.Record, y.Voxels, y.Mesh, y.Turntable));
            Assert.Equal(x.Scores, y.Scores);
        }

        RgbImage turntable = RgbImage.Load(new MemoryStream(a.ReadFile(a.Candidates(1)[0].Turntable!)));
        Assert.Equal((4 * 96, 2 * 96), (turntable.Width, turntable.Height));
    }

    [Fact]
    public async Task VoxelsAreAFileThatNumPyReads()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 6);
        byte[] file = store.ReadFile(store.Candidates(1).Single().Voxels!);
        Assert.Equal("93-4E-55-4D-50-59-01-00", BitConverter.ToString(file, 0, 8));
        int header = BitConverter.ToUInt16(file, 8);
        Assert.Equal(0, (10 + header) % 64);
        Assert.Equal("{'descr': '<i4', 'fortran_order': False, 'shape': (3, 3), }", Encoding.ASCII.GetString(file, 10, header).TrimEnd());
        int[] values = [.. Enumerable.Range(0, 9).Select(i => BitConverter.ToInt32(file, 10 + header + (4 * i)))];
        Assert.Equal([1, 2, 3, 1, 2, 4, 6, 7, 0], values);
        Assert.Equal(10 + header + 36, file.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ARealModelMakesACandidate(bool embedded)
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = EngineStore.Create(folder.Path);
        string sample = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");
        store.Add(RgbImage.Load(Path.Combine(sample, "image.png")), Mask.Load(Path.Combine(sample, "mask.png")), "bottle");
        using CandidateModel model = CandidateModel.Load(embedded ? CompactModel.OpenBundle() : CompactStage1.OpenBundle());
        GenerationOptions options = Stores.Options(0);
        Assert.Equal(1, (await CandidateGenerator.RunAsync(store, model, options, null, Stop)).Made);
        EngineCandidate made = store.Candidates(1).Single();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", made.Scores.Select(s => $"{s.Key} {s.Value:F3}")));
        if (!embedded)
        {
            Assert.InRange(made.Scores[CandidateMetrics.SilhouetteIoU], 0.6, 1);
            Assert.Equal("compact-stage1", made.Model);
        }

        Assert.Equal(model.Name, made.Model);
        Assert.Equal(64, made.ModelHash.Length);
        Assert.Equal(made.Mesh, Convert.ToHexStringLower(SHA256.HashData(store.ReadFile(made.Mesh!))));
    }

    [Fact]
    public void OptionsNameEveryViolation()
    {
        var options = new GenerationOptions { Seeds = [1, 1], States = [], Turntable = new TurntableOptions { Views = 7, Side = 1, Quality = 0 } };
        var e = Assert.Throws<ArgumentException>(options.Validate);
        Assert.All(["Seeds has 2", "States is empty", "Views is 7", "Side is 1", "Quality is 0"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    private sealed class Listed(List<GenerationProgress> reports) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => reports.Add(value);
    }
}
