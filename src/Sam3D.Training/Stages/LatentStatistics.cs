using System.Globalization;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Mean and standard deviation of each channel of the latents over many objects: <c>slat_mean</c> and <c>slat_std</c> of <c>pipeline.yaml</c>.</summary>
/// <param name="Mean">One number a channel.</param>
/// <param name="Std">One number a channel.</param>
internal sealed record LatentStatistics(float[] Mean, float[] Std)
{
    private const double SmallestDeviation = 1e-3;

    /// <summary>Encodes objects and measures their latents.</summary>
    /// <param name="networks">The auto-encoder.</param>
    /// <param name="store">Its weights.</param>
    /// <param name="count">Number of objects.</param>
    /// <param name="read">An object by its number.</param>
    public static LatentStatistics Measure(LatentNetworks networks, ParameterStore store, int count, Func<int, VoxelTargets> read)
    {
        using IDisposable plain = torch.no_grad();
        int channels = networks.Encoder.LatentChannels;
        double[] sum = new double[channels], squares = new double[channels];
        long rows = 0;
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            VoxelTargets targets = read(i);
            torch.Tensor features = AlignedTensor.Create(targets.Features(), [targets.Voxels.Length, VoxelTargets.FeatureCount]);
            float[] mean = networks.Encode(store, features, targets.Voxels).Mean.contiguous().data<float>().ToArray();
            for (int j = 0; j < mean.Length; j++)
            {
                sum[j % channels] += mean[j];
                squares[j % channels] += (double)mean[j] * mean[j];
            }

            rows += targets.Voxels.Length;
        }

        return new LatentStatistics(
            [.. sum.Select(s => (float)(s / rows))],
            [.. sum.Select((s, c) => (float)Math.Sqrt(Math.Max(SmallestDeviation * SmallestDeviation, (squares[c] / rows) - (s / rows * (s / rows)))))]);
    }

    /// <summary>Writes the two lines of <c>pipeline.yaml</c>; all others stay.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    public void WriteTo(string folder) => PipelineFile.Set(folder, ("slat_mean", Text(Mean)), ("slat_std", Text(Std)));

    private static string Text(float[] values) => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]";
}
