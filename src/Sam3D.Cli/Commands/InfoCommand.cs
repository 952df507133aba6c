using System.CommandLine;
using Sam3D.Bundles;
using Sam3D.Cli.Inspection;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d info</c>: what a bundle, checkpoint, GLB file or file of Gaussians holds.</summary>
internal static class InfoCommand
{
    private const string PipelineFile = "pipeline.yaml";

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> path = CheckedOptions.PathArgument(
            "PATH", "A bundle folder, a checkpoint file (safetensors, .ckpt, .pt), a checkpoint folder, a GLB file, or Gaussians (.ply, .splat, .spz).");
        var verify = new Option<bool>("--verify") { Description = "Compare every file of a bundle with its SHA-256." };
        var memory = new Option<bool>("--memory") { Description = "Estimate the memory of a bundle: of each stage, and of a run for each memory budget." };
        Option<int?> voxels = CheckedOptions.Number(
            "--voxels", "N", $"With --memory: voxels of the object, 1 to {BundleLimits.TensorSize}. Default {NominalVoxels.Usual(64)} for a grid of 64³, for others by the square of its edge.", 1, BundleLimits.TensorSize);
        var tensors = new Option<bool>("--tensors") { Description = "List every tensor of a checkpoint file." };
        var command = new Command("info", "Tell what a bundle, checkpoint, GLB file or file of Gaussians holds.") { path, verify, memory, voxels, tensors };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(path),
            parsed.GetValue(verify),
            parsed.GetValue(tensors),
            parsed.GetValue(memory),
            parsed.GetValue(voxels),
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string path, bool verifies, bool listsTensors, bool estimates, int? voxels, Reporter reporter, CancellationToken cancellationToken)
    {
        Kind kind = KindOf(path);
        bool isBundle = kind is Kind.Bundle or Kind.Segmenter;
        ThrowIfMeaningless(verifies && !isBundle, "--verify", "a bundle folder", path);
        ThrowIfMeaningless(estimates && !isBundle, "--memory", "a bundle folder", path);
        ThrowIfMeaningless(voxels is not null && kind == Kind.Segmenter, "--voxels", "a bundle for reconstruction", path);
        if (voxels is not null && !estimates)
        {
            throw new UsageException("--voxels needs --memory.");
        }

        ThrowIfMeaningless(listsTensors && kind != Kind.Checkpoint, "--tensors", "a checkpoint file", path);
        switch (kind)
        {
            case Kind.Bundle when estimates:
                using (ModelBundle opened = await OpenBundleAsync(path, verifies, reporter, cancellationToken).ConfigureAwait(false))
                {
                    MemoryInfo estimate = new MemoryEstimator(path, opened.Manifest, voxels ?? NominalVoxels.Usual(opened.Manifest.Structure.Resolution)).Estimate(cancellationToken);
                    reporter.Result(estimate, CliJson.Readable.MemoryInfo, MemoryText.Write);
                }

                break;
            case Kind.Bundle:
                BundleInfo bundle = await ReadBundleAsync(path, verifies, reporter, cancellationToken).ConfigureAwait(false);
                reporter.Result(bundle, CliJson.Readable.BundleInfo, InfoText.Write);
                break;
            case Kind.Segmenter:
                (SegmentationManifest manifest, BundleFiles files) = SegmenterInfo.Open(path);
                if (verifies)
                {
                    await VerifyAsync(files.VerifyAll, reporter, cancellationToken).ConfigureAwait(false);
                }

                if (estimates)
                {
                    reporter.Result(SegmenterMemory.Estimate(path, manifest, cancellationToken), CliJson.Readable.MemoryInfo, MemoryText.Write);
                    break;
                }

                reporter.Result(SegmenterInfo.Of(path, manifest, verifies), CliJson.Readable.SegmenterInfo, InfoText.Write);
                break;
            case Kind.CheckpointFolder:
                reporter.Result(CheckpointFolderInfo.Read(path), CliJson.Readable.CheckpointFolderInfo, InfoText.Write);
                break;
            case Kind.Glb:
                reporter.Result(GlbInfo.Read(path), CliJson.Readable.GlbInfo, InfoText.Write);
                break;
            case Kind.Gaussians:
                reporter.Result(GaussianInfo.Read(path), CliJson.Readable.GaussianInfo, InfoText.Write);
                break;
            default:
                reporter.Result(CheckpointInfo.Read(path, listsTensors), CliJson.Readable.CheckpointInfo, InfoText.Write);
                break;
        }

        return ExitCode.Success;
    }

    private static async Task<BundleInfo> ReadBundleAsync(string path, bool verifies, Reporter reporter, CancellationToken cancellationToken)
    {
        using ModelBundle bundle = await OpenBundleAsync(path, verifies, reporter, cancellationToken).ConfigureAwait(false);
        return BundleInfo.Of(path, bundle.Manifest, verifies);
    }

    private static async Task<ModelBundle> OpenBundleAsync(string path, bool verifies, Reporter reporter, CancellationToken cancellationToken)
    {
        ModelBundle bundle = ModelBundle.Open(path);
        try
        {
            if (verifies)
            {
                await VerifyAsync(bundle.VerifyAll, reporter, cancellationToken).ConfigureAwait(false);
            }

            return bundle;
        }
        catch
        {
            bundle.Dispose();
            throw;
        }
    }

    private static Task VerifyAsync(
        Action<IProgress<BundleVerificationProgress>?, CancellationToken> verify, Reporter reporter, CancellationToken cancellationToken) => reporter.RunAsync(progress => Task.Run(
            () =>
            {
                verify(new HashProgress(progress), cancellationToken);
                return true;
            },
            cancellationToken));

    private static Kind KindOf(string path)
    {
        if (Directory.Exists(path))
        {
            return File.Exists(Path.Combine(path, BundleManifest.FileName)) ? SegmenterInfo.Is(path) ? Kind.Segmenter : Kind.Bundle
                : File.Exists(Path.Combine(path, PipelineFile)) ? Kind.CheckpointFolder
                : throw new InputException(
                    $"{path} holds neither {BundleManifest.FileName} nor {PipelineFile}; give a bundle folder, a checkpoint folder, or a file.");
        }

        if (!File.Exists(path))
        {
            throw new InputException($"{path} does not exist; check the path.");
        }

        return GlbFile.IsGlb(path) ? Kind.Glb : GaussianInfo.IsNamedSo(path) ? Kind.Gaussians : Kind.Checkpoint;
    }

    private static void ThrowIfMeaningless(bool isGiven, string option, string expected, string path)
    {
        if (isGiven)
        {
            throw new UsageException($"{option} needs {expected}, but {path} is something else.");
        }
    }

    private enum Kind
    {
        Bundle,
        Segmenter,
        Checkpoint,
        CheckpointFolder,
        Glb,
        Gaussians,
    }

    private sealed class HashProgress(IProgress<WorkProgress> inner) : IProgress<BundleVerificationProgress>
    {
        public void Report(BundleVerificationProgress value) =>
            inner.Report(new WorkProgress("verify SHA-256", value.VerifiedBytes, Math.Max(1, value.TotalBytes)));
    }
}
