using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>
/// The four graphs of somebody else's export of SAM 2.0 for videos (<c>SAM2Export</c> and its forks), told from each other by the names of inputs and outputs. This object owns them.
/// </summary>
internal sealed class VideoExport : IDisposable
{
    private const string Mask = "mask_for_mem", Convert = "or convert the official checkpoint with 'sam3d convert' and open that bundle";

    // What each graph takes and gives, and what it is called there.
    private static readonly (string Role, string[] Inputs, string[] Outputs)[] Roles =
    [
        ("image_encoder", ["image"], ["pix_feat", "high_res_feat0", "high_res_feat1", "vision_feats", "vision_pos_embed"]),
        ("image_decoder", ["point_coords", "point_labels", "frame_size", "image_embed", "high_res_feats_0", "high_res_feats_1"], ["obj_ptr", Mask, "pred_mask"]),
        ("memory_attention", ["current_vision_feat", "current_vision_pos_embed", "memory_0", "memory_1", "memory_pos_embed"], ["image_embed"]),
        ("memory_encoder", [Mask, "pix_feat"], ["maskmem_features", "maskmem_pos_enc", "temporal_code"]),
    ];

    // Names that only ailia's export has: of its image encoder, prompt encoder, mask decoder, memory attention and pointer network.
    private static readonly string[] Ailia = ["input_image", "masks_enable", "sparse_prompt_embeddings", "memory_pos_1", "x_out"];

    private readonly OpenGraph[] _graphs;

    private VideoExport(OpenGraph[] graphs) => _graphs = graphs;

    /// <summary>Picture to features.</summary>
    public OpenGraph ImageEncoder => _graphs[0];

    /// <summary>Clicks and features to a mask and a pointer.</summary>
    public OpenGraph Decoder => _graphs[1];

    /// <summary>Conditions features on memories.</summary>
    public OpenGraph Attention => _graphs[2];

    /// <summary>Features and a mask to a memory.</summary>
    public OpenGraph MemoryEncoder => _graphs[3];

    /// <summary>Side of the features.</summary>
    public int Grid { get; private set; }

    /// <summary>Channels of features and pointers.</summary>
    public int Width { get; private set; }

    /// <summary>Channels of a memory.</summary>
    public int MemoryWidth { get; private set; }

    /// <summary>Places in time that memories have.</summary>
    public int Memories { get; private set; }

    /// <summary>Side of the picture.</summary>
    public int ImageSize => 16 * Grid;

    /// <summary>Finds out what each graph is.</summary>
    /// <param name="graphs">The graphs in any order; they become this object's, also where it throws.</param>
    /// <exception cref="BundleException">They are not those of the export.</exception>
    public static VideoExport Recognise(IReadOnlyList<OpenGraph> graphs)
    {
        try
        {
            // 1. Whose are they?
            foreach (OpenGraph graph in graphs)
            {
                if (Ailia.FirstOrDefault(n => graph.Inputs.ContainsKey(n) || graph.Outputs.ContainsKey(n)) is { } name)
                {
                    throw new BundleException(
                        $"{graph.Label} is of the export of SAM 2 for ailia (it has {MessageText.Quote(name)}), whose files lack what stands for no memory, for the age of a memory and for an absent object, so no video can be followed with them: give an export of SAM2Export, {Convert}.");
                }
            }

            // 2. Each part once.
            var found = new OpenGraph[Roles.Length];
            foreach ((int i, (string role, string[] inputs, string[] outputs)) in Roles.Index())
            {
                OpenGraph[] fitting = [.. graphs.Where(g => inputs.All(g.Inputs.ContainsKey) && outputs.All(g.Outputs.ContainsKey) && g.Inputs.Count == inputs.Length)];
                found[i] = fitting.Length == 1
                    ? fitting[0]
                    : throw new BundleException(
                        $"The {graphs.Count} files {Names(graphs.Select(g => g.Label))} hold {(fitting.Length == 0 ? "no" : fitting.Length)} {role} of a video export that is known (inputs {Names(inputs)}, outputs {Names(outputs)}), expected one: give the four files of SAM2Export, {Convert}.");
            }

            // 3. Sizes
            var export = new VideoExport(found);
            int[] features = found[0].Outputs["pix_feat"].Dimensions, picture = found[0].Inputs["image"].Dimensions;
            int[] memory = found[3].Outputs["maskmem_features"].Dimensions, times = found[3].Outputs["temporal_code"].Dimensions;
            if (features is not [_, > 0, > 0, > 0] || memory is not [_, > 0, _, _] || times is not [> 0, ..] || picture is not [_, _, var height, var width]
                || features[2] != features[3] || height != 16 * features[2] || width != height || features[1] % memory[1] != 0)
            {
                throw new BundleException(
                    $"{found[0].Label} makes features {GraphSignature.Text(features.Select(s => (long)s))} of a picture {GraphSignature.Text(picture.Select(s => (long)s))}, and {found[3].Label} memories {GraphSignature.Text(memory.Select(s => (long)s))}, expected square ones of fixed sizes with 16 pixels a feature: export the model again, {Convert}.");
            }

            (export.Width, export.Grid, export.MemoryWidth, export.Memories) = (features[1], features[2], memory[1], times[0]);
            foreach (OpenGraph other in graphs.Except(found))
            {
                other.Dispose();
            }

            return export;
        }
        catch
        {
            foreach (OpenGraph graph in graphs)
            {
                graph.Dispose();
            }

            throw;
        }
    }

    /// <summary>Frees the graphs.</summary>
    public void Dispose() => Array.ForEach(_graphs, g => g.Dispose());

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Take(12).Select(MessageText.Quote));
}
