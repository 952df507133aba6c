using Sam3D.Gaussians;

namespace Sam3D.DataEngine;

/// <summary>Makes candidates: one for each object and seed, with files, views and metrics.</summary>
public static class CandidateGenerator
{
    /// <summary>
    /// Makes what is missing. A candidate is stored as soon as it is made, so a run that was stopped or killed goes on where it was. The same seed, model and device
    /// give the same files.
    /// </summary>
    /// <param name="store">Where objects come from and candidates go.</param>
    /// <param name="model">The model; call once a model.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <param name="progress">Told before every candidate and after the last; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call; what was stored stays.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DataEngineException">The store cannot be used.</exception>
    /// <exception cref="BundleException">The model is damaged, or does not make what is asked for.</exception>
    public static async Task<GenerationSummary> RunAsync(
        EngineStore store,
        CandidateModel model,
        GenerationOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new GenerationOptions();
        options.Validate();
        string canonical = options.Canonical();

        // 1. What is missing
        IReadOnlyList<EngineObject> objects = store.Objects(options.States);
        (EngineObject Object, ulong[] Seeds)[] work =
        [
            .. objects.Select(o => (o, options.Seeds.Where(s => !store.HasCandidate(o.Id, model.Hash, s, canonical, !options.RetryFailed)).ToArray()))
                .Where(w => w.Item2.Length > 0),
        ];
        int total = work.Sum(w => w.Seeds.Length), made = 0, failed = 0;

        // 2. Object by object, seed by seed
        foreach ((EngineObject item, ulong[] seeds) in work)
        {
            RgbImage photo = store.Photo(item);
            Mask mask = store.MaskOf(item);
            foreach (ulong seed in seeds)
            {
                progress?.Report(new GenerationProgress(item.Name, seed, made + failed, total));
                if (await MakeAsync(store, model, item, photo, mask, seed, options, canonical, cancellationToken).ConfigureAwait(false))
                {
                    made++;
                }
                else
                {
                    failed++;
                }
            }
        }

        progress?.Report(new GenerationProgress("", 0, total, total));
        return new GenerationSummary(made, failed, (objects.Count * options.Seeds.Count) - total);
    }

    private static async Task<bool> MakeAsync(
        EngineStore store, CandidateModel model, EngineObject item, RgbImage photo, Mask mask, ulong seed, GenerationOptions options, string canonical,
        CancellationToken cancellationToken)
    {
        Reconstruction result;
        try
        {
            result = await model.Pipeline.ReconstructAsync(new GeometryInput(photo, mask), options.For(seed), null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ReconstructionException or MaskException)
        {
            // This object and this seed give nothing; another may.
            store.AddFailure(item.Id, (model.Name, model.Hash), seed, canonical, e.Message);
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        RgbImage turntable = Turntable.Draw(result, options.Turntable);
        var files = new CandidateFiles
        {
            Record = CandidateRecord.Of(model, seed, result).Save,
            Voxels = path => VoxelFile.Save(path, result.Voxels),
            Turntable = path => turntable.SaveJpeg(path, options.Turntable.Quality),
            Mesh = result.HasMesh ? result.Mesh.SaveGlb : null,
            Gaussians = result.HasGaussians ? result.Gaussians.SavePly : null,
        };
        store.AddCandidate(item.Id, (model.Name, model.Hash), seed, canonical, files, CandidateMetrics.Measure(photo, mask, result));
        return true;
    }
}

/// <summary>Where a run stands.</summary>
/// <param name="Object">The object's name; empty at the end.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Done">Finished candidates of this run.</param>
/// <param name="Total">All candidates of this run.</param>
public readonly record struct GenerationProgress(string Object, ulong Seed, int Done, int Total);

/// <summary>What a run did.</summary>
/// <param name="Made">Candidates that were made.</param>
/// <param name="Failed">Candidates that could not be made.</param>
/// <param name="Present">Candidates that were there before, made or failed.</param>
public sealed record GenerationSummary(int Made, int Failed, int Present);
