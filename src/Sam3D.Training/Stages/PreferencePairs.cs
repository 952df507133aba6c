using Sam3D.Conversion;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Pairs of a preferred and a rejected sample for a photograph: the best and the worst of several candidates of the model itself by intersection over union with the true voxels.
/// They are made once, in parts that are files of the run folder, so that a run that was stopped goes on with those that are there.
/// </summary>
internal sealed class PreferencePairs
{
    private const int PartSize = 16;
    private const string SampleName = "samples", PreferredPrefix = "preferred.", RejectedPrefix = "rejected.", GapName = "gap";

    private readonly List<Pair> _pairs = [];

    /// <summary>A pair.</summary>
    /// <param name="Sample">Number of the training sample.</param>
    /// <param name="Preferred">Latents in the order of the flow.</param>
    /// <param name="Rejected">The same.</param>
    public sealed record Pair(int Sample, float[][] Preferred, float[][] Rejected);

    /// <summary>The pairs whose gap is large enough.</summary>
    public IReadOnlyList<Pair> All => _pairs;

    /// <summary>Makes the pairs that are not there yet, and reads all.</summary>
    /// <param name="folder">The folder of the parts; it is made where it is missing.</param>
    /// <param name="recipe">Number of candidates, least gap.</param>
    /// <param name="maker">Makes candidates.</param>
    /// <param name="start">Number of the first photograph.</param>
    /// <param name="photographs">Number of photographs.</param>
    /// <param name="cancellationToken">Stops between parts; those that are done stay.</param>
    public static PreferencePairs Open(string folder, TrainingRecipe recipe, CandidateMaker maker, int start, int photographs, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var pairs = new PreferencePairs();
        int candidates = (int)recipe.Number("candidates", 4);
        for (int first = start; first < start + photographs; first += PartSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(folder, $"{first:00000000}.safetensors");
            if (!File.Exists(path))
            {
                Write(path, maker, [.. Enumerable.Range(first, Math.Min(PartSize, start + photographs - first))], candidates);
            }

            pairs.Read(path, maker.Networks, recipe.Number("least_gap", 0.02));
        }

        return pairs.All.Count > 0 ? pairs : throw new TrainingException(
            $"All candidates of {photographs} photographs are alike within least_gap {recipe.Number("least_gap", 0.02)}; lower it, or take more candidates or photographs.");
    }

    private static void Write(string path, CandidateMaker maker, int[] samples, int candidates)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        (torch.Tensor[] latents, torch.Tensor scores) = maker.Make(samples, candidates); // [photos, candidates, …], [photos, candidates]
        torch.Tensor best = scores.argmax(1), worst = scores.argmin(1);
        torch.Tensor gap = scores.max(1).values.Minus(scores.min(1).values);
        torch.Tensor Take(torch.Tensor values, torch.Tensor which) => torch.stack([.. Enumerable.Range(0, samples.Length).Select(i => values[i][which[i].item<long>()])]);
        WeightFile.Write(path,
        [
            (SampleName, AlignedTensor.Create([.. samples.Select(s => (float)s)])),
            (GapName, gap),
            .. maker.Networks.Flow.Latents.Select((l, i) => (PreferredPrefix + l.Name, Take(latents[i], best))),
            .. maker.Networks.Flow.Latents.Select((l, i) => (RejectedPrefix + l.Name, Take(latents[i], worst))),
        ]);
    }

    private void Read(string path, GeometryNetworks networks, double leastGap)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        float[] samples = file.ReadSingle(SampleName), gaps = file.ReadSingle(GapName);
        float[][] preferred = [.. networks.Flow.Latents.Select(l => file.ReadSingle(PreferredPrefix + l.Name))];
        float[][] rejected = [.. networks.Flow.Latents.Select(l => file.ReadSingle(RejectedPrefix + l.Name))];
        float[][] Row(float[][] values, int i) => [.. values.Select(v => v[(i * v.Length / samples.Length)..((i + 1) * v.Length / samples.Length)])];
        for (int i = 0; i < samples.Length; i++)
        {
            if (gaps[i] >= leastGap)
            {
                _pairs.Add(new Pair((int)samples[i], Row(preferred, i), Row(rejected, i)));
            }
        }
    }
}
