using System.CommandLine;
using Sam3D.Cli.Reconstruct;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine add</c>: photographs and masks into the store.</summary>
internal static class EngineAddCommand
{
    private const string MaskEnding = ".mask.png";
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> store = EngineCommand.Store();
        var photos = new Argument<string[]>("PHOTO")
        {
            Description = $"Photographs, or folders of them. The mask of NAME.jpg is NAME{MaskEnding} beside it, else its transparency, else what the segmenter finds.",
            Arity = ArgumentArity.OneOrMore,
        };
        var masks = new Option<string[]>("--mask", "-m")
        {
            Description = "Masks of the one photograph that is given, each an object.",
            HelpName = "MASK",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("add", "Add photographs and masks; what is there already is not added twice.") { store, photos, masks };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(store), parsed.GetRequiredValue(photos), parsed.GetValue(masks) ?? [], GlobalOptions.Reporter(parsed, terminal), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, string[] given, string[] masks, Reporter reporter, CancellationToken cancellationToken)
    {
        string[] photos = [.. given.SelectMany(Expand)];
        if (masks.Length > 0 && photos.Length != 1)
        {
            throw new UsageException($"--mask needs one photograph, {photos.Length} are given; name masks NAME{MaskEnding} beside their photographs.");
        }

        using EngineStore store = EngineStore.Open(folder, TimeProvider.System);
        int added = 0, present = 0;
        SalientObjectSegmenter? segmenter = null;
        try
        {
            await reporter.RunAsync(async progress =>
            {
                for (int i = 0; i < photos.Length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress.Report(new WorkProgress("add", i, photos.Length));
                    RgbImage photo = RgbImage.Load(photos[i]);
                    foreach (ObjectMask item in await MasksAsync(photos[i], photo, masks, () => segmenter ??= SalientObjectSegmenter.CreateDefault(), cancellationToken).ConfigureAwait(false))
                    {
                        (added, present) = store.Add(photo, item.Mask, item.Name).IsNew ? (added + 1, present) : (added, present + 1);
                    }
                }

                progress.Report(new WorkProgress("add", photos.Length, photos.Length));
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            segmenter?.Dispose();
        }

        reporter.Result(new EngineAddReport(photos.Length, added, present), CliJson.Readable.EngineAddReport, (r, writer) =>
            writer.WriteLine($"{PlainText.Count(r.Added, "object")} added, {r.Present} there already, of {PlainText.Count(r.Photos, "photograph")}"));
        return ExitCode.Success;
    }

    private static async Task<IReadOnlyList<ObjectMask>> MasksAsync(
        string path, RgbImage photo, string[] masks, Func<SalientObjectSegmenter> segmenter, CancellationToken cancellationToken)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", name + MaskEnding);
        if (masks.Length > 0 || File.Exists(beside))
        {
            return ObjectMask.Load(name, photo, masks.Length > 0 ? masks : [beside]);
        }

        if (photo.AlphaMask is not null)
        {
            return [ObjectMask.FromAlpha(name, photo)];
        }

        IReadOnlyList<ScoredMask> found = await segmenter().SegmentAsync(photo, SegmentationPrompt.Salient, cancellationToken).ConfigureAwait(false);
        return [new ObjectMask(name, found[0].Mask, "salient")];
    }

    private static IEnumerable<string> Expand(string path) => !Directory.Exists(path) ? [path] : Directory.EnumerateFiles(path)
        .Where(p => Endings.Contains(Path.GetExtension(p).ToLowerInvariant()) && !p.EndsWith(MaskEnding, StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);
}

/// <summary>What was added.</summary>
internal sealed record EngineAddReport(int Photos, int Added, int Present);
