using Sam3D.DataEngine.Store;

namespace Sam3D.DataEngine.Tests.Store;

public sealed class EngineStoreTests
{
    [Fact]
    public void WhatIsThereIsNotAddedTwice()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = EngineStore.Create(folder.File("store"));
        (RgbImage photo, Mask mask) = FakePipeline.Photograph(1);
        (EngineObject first, bool isNew) = store.Add(photo, mask, "vase");
        Assert.True(isNew);
        Assert.Equal((first, false), store.Add(photo, mask, "the same under another name"));

        byte[] smaller = mask.Values.ToArray();
        smaller.AsSpan(0, smaller.Length / 2).Clear();
        (EngineObject other, bool isOther) = store.Add(photo, new Mask(mask.Width, mask.Height, smaller), "half a vase");
        Assert.True(isOther);
        Assert.Equal(first.PhotoId, other.PhotoId);
        Assert.Equal((1, 2), (store.Status().Photos, store.Status().Objects));
        Assert.Equal(photo.Pixels.ToArray(), store.Photo(first).Pixels.ToArray());
        Assert.Equal(smaller, store.MaskOf(other).Values.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two\nlines")]
    public void NamesAreCheckedBeforeAnythingIsStored(string name)
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = EngineStore.Create(folder.Path);
        (RgbImage photo, Mask mask) = FakePipeline.Photograph(1);
        Assert.Throws<DataEngineException>(() => store.Add(photo, mask, name));
        Assert.Throws<DataEngineException>(() => store.Add(photo, mask, new string('x', DataEngineLimits.NameLength + 1)));
        Assert.Throws<DataEngineException>(() => store.Annotator(name));
        Assert.Throws<MaskException>(() => store.Add(photo, new Mask(1, 1, [1]), "wrong size"));
        Assert.Equal(0, store.Status().Files);
    }

    [Fact]
    public void AStoreIsNotMadeOverAnother()
    {
        using var folder = new TemporaryFolder();
        EngineStore.Create(folder.Path).Dispose();
        var e = Assert.Throws<DataEngineException>(() => EngineStore.Create(folder.Path));
        Assert.Contains("exists already", e.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<DataEngineException>(() => EngineStore.Open(folder.File("none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADamagedOrExchangedFileIsNeverUsed()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0);
        EngineObject item = store.Objects().Single();
        string path = Directory.GetFiles(folder.Path, $"{item.PhotoHash}.png", SearchOption.AllDirectories).Single();
        byte[] content = File.ReadAllBytes(path);
        content[^20] ^= 1;
        File.WriteAllBytes(path, content);
        Assert.Contains("has not the", Assert.Throws<DataEngineException>(() => store.Photo(item)).Message, StringComparison.Ordinal);
        Assert.Contains(item.PhotoHash, Assert.Single(store.Verify(TestContext.Current.CancellationToken).Problems), StringComparison.Ordinal);

        File.Delete(path);
        Assert.Contains("cannot be read", Assert.Throws<DataEngineException>(() => store.Photo(item)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, "files", "staging", "left.png"), "by a killed run");
        Assert.Equal(1, store.Verify(TestContext.Current.CancellationToken).Leftovers);
    }

    [Fact]
    public async Task TheSameCandidateOfTwoProcessesIsThereOnce()
    {
        using var folder = new TemporaryFolder();
        using EngineStore first = await Stores.FilledAsync(folder.Path, 1);
        using EngineStore second = EngineStore.Open(folder.Path);

        // While one makes the candidate, the other makes it too, and is done before; a failure of the slower one replaces nothing.
        foreach ((ulong seed, bool fails) in ((ulong, bool)[])[(1, false), (2, true)])
        {
            var meanwhile = new FakePipeline();
            var slow = new FakePipeline
            {
                Failing = fails ? [seed] : [],
                Before = _ => Assert.Equal(1, Generate(second, meanwhile, seed).Made),
            };
            Generate(first, slow, seed);
            Assert.Equal((1, 1), (slow.Calls, meanwhile.Calls));
            Assert.True(Assert.Single(first.Candidates(1), c => c.Seed == seed).IsMade);
        }

        Assert.Empty(first.Verify(TestContext.Current.CancellationToken).Problems);

        static GenerationSummary Generate(EngineStore store, FakePipeline pipeline, ulong seed)
        {
            using CandidateModel model = FakePipeline.Model(pipeline);
            return CandidateGenerator.RunAsync(store, model, Stores.Options(seed), null, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public void TheFirstErrorOfATransactionIsTheOneThatIsTold()
    {
        using var folder = new TemporaryFolder();
        EngineStore.Create(folder.Path).Dispose();
        using var database = StoreDatabase.Open(folder.File(StoreDatabase.FileName));

        // As SQLite does by itself when the disk is full.
        Assert.Throws<TimeoutException>(() => database.Transaction<int>(() =>
        {
            database.Execute("ROLLBACK");
            throw new TimeoutException();
        }));
        Assert.Equal(7, database.Transaction(() => 7));
    }

    [Fact]
    public async Task TwoProcessesCanShareAStore()
    {
        using var folder = new TemporaryFolder();
        using EngineStore first = await Stores.FilledAsync(folder.Path, 1);
        using EngineStore second = EngineStore.Open(folder.Path);
        Parallel.For(0, 20, i =>
        {
            (RgbImage photo, Mask mask) = FakePipeline.Photograph(i);
            (i % 2 == 0 ? first : second).Add(photo, mask, $"vase {i}");
        });
        Assert.Equal(20, first.Status().Objects); // number 0 was there
        Assert.Equal(20, second.Status().Objects);
        Assert.Empty(first.Verify(TestContext.Current.CancellationToken).Problems);
    }
}
