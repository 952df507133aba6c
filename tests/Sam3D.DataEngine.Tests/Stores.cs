namespace Sam3D.DataEngine.Tests;

/// <summary>Stores with something in them.</summary>
internal static class Stores
{
    /// <summary>A clock that stands still.</summary>
    public static TimeProvider Clock { get; } = new StandingClock();

    /// <summary>A store of objects, with candidates of the given seeds.</summary>
    public static async Task<EngineStore> FilledAsync(string folder, int objects, params ulong[] seeds)
    {
        EngineStore store = EngineStore.Create(folder, Clock);
        for (int i = 0; i < objects; i++)
        {
            (RgbImage photo, Mask mask) = FakePipeline.Photograph(i);
            store.Add(photo, mask, $"vase {i + 1}");
        }

        if (seeds.Length > 0)
        {
            using CandidateModel model = FakePipeline.Model();
            await CandidateGenerator.RunAsync(store, model, Options(seeds), null, TestContext.Current.CancellationToken);
        }

        return store;
    }

    /// <summary>Small views.</summary>
    public static GenerationOptions Options(params ulong[] seeds) => new() { Seeds = seeds, Turntable = new TurntableOptions { Views = 8, Side = 96 } };

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
