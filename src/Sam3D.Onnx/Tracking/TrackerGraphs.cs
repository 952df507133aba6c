using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>The graphs of a tracker.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class TrackerGraphs : IDisposable
{
    private readonly Lazy<float[]> _absent;

    public TrackerGraphs() => _absent = new Lazy<float[]>(AskForAbsent);

    /// <summary>No inputs of other graphs.</summary>
    public static IReadOnlyDictionary<string, OrtValue> None { get; } = new Dictionary<string, OrtValue>();

    /// <summary>Sizes.</summary>
    public required TrackingSpec Spec { get; init; }

    /// <summary>Conditions a frame on memories.</summary>
    public required OpenGraph Attention { get; init; }

    /// <summary>Predicts masks.</summary>
    public required OpenGraph Decoder { get; init; }

    /// <summary>Makes memories.</summary>
    public required OpenGraph Encoder { get; init; }

    /// <summary>Makes an earlier mask of a user's mask.</summary>
    public required OpenGraph MaskPrompt { get; init; }

    /// <summary>The pointer of an object that is not there, [C].</summary>
    public float[] Absent => _absent.Value;

    /// <summary>Frees the graphs.</summary>
    public void Dispose()
    {
        foreach (OpenGraph graph in (OpenGraph[])[Attention, Decoder, Encoder, MaskPrompt])
        {
            graph.Dispose();
        }
    }

    /// <summary>It is a constant of the decoder, whatever goes in.</summary>
    private float[] AskForAbsent()
    {
        int c = Spec.Width, g = Spec.Grid, side = 4 * g;
        NamedTensor[] nothing =
        [
            new("image_embeddings", new float[c * g * g], 1, c, g, g),
            new("high_res_feats_0", new float[c / 8 * side * side], 1, c / 8, side, side),
            new("high_res_feats_1", new float[c / 4 * 4 * g * g], 1, c / 4, 2 * g, 2 * g),
            new("point_coords", new float[2], 1, 1, 2),
            new("point_labels", new float[] { -1 }, 1, 1),
            new("mask_input", new float[side * side], 1, 1, side, side),
            new("has_mask_input", new float[1], 1),
        ];
        return Decoder.Run(nothing, None, ["absent_ptr"], CancellationToken.None)[0].Values.ToArray();
    }
}
