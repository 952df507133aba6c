using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>The networks of somebody else's export for one video.</summary>
/// <param name="export">The graphs; they stay the caller's.</param>
/// <param name="model">Knows the positions of the features.</param>
/// <param name="cancellationToken">Honoured between two operators.</param>
/// <remarks>
/// The export differs from the official predictor in three things. Its decoder answers with the best of the three masks for ambiguous prompts, however many clicks there are; it takes no
/// earlier mask; and it tells whether the object is there, but not how sure that is. Memories are [M, G, G] here, as the graphs have them. Not thread-safe.
/// </remarks>
internal sealed class ExportedTrackerNetworks(VideoExport export, ExportedVideoModel model, CancellationToken cancellationToken) : TrackerNetworks
{
    // Logits of an object that is there for sure, or is not.
    private const float Present = 10;

    private static readonly string[] Decoded = ["pred_mask", "obj_ptr"], Remembered = ["maskmem_features", "maskmem_pos_enc", "temporal_code"];

    private float[]? _absent;

    // Constants of the memory encoder: places in the picture [G², 1, M] and in time [T, 1, 1, M].
    private float[] _places = [], _times = [];

    /// <inheritdoc/>
    public override float[] AbsentPointer => _absent ?? throw new InvalidOperationException("The decoder has not told it yet.");

    /// <inheritdoc/>
    public override float[] Attend(FrameFeatures frame, MemorySelection memories)
    {
        int c = export.Width, m = export.MemoryWidth, g = export.Grid, tokens = g * g, frames = memories.Memories.Count, pointers = memories.Pointers.Count;
        float[] maps = new float[frames * tokens * m], all = new float[pointers * c];

        // Pointers have no position.
        float[] positions = new float[maps.Length + all.Length];
        foreach ((int i, (int slot, TrackedFrame memory)) in memories.Memories.Index())
        {
            memory.Memory!.CopyTo(maps, i * tokens * m);
            for (int k = 0; k < tokens * m; k++)
            {
                positions[(i * tokens * m) + k] = _places[k] + _times[(slot * m) + (k % m)];
            }
        }

        foreach ((int i, (_, TrackedFrame pointer)) in memories.Pointers.Index())
        {
            pointer.Pointer.CopyTo(all, i * c);
        }

        return export.Attention.Run(
            [
                new("current_vision_feat", frame.Prompted, 1, c, g, g),
                new("current_vision_pos_embed", model.Positions, tokens, 1, c),
                new("memory_0", all, pointers, c),
                new("memory_1", maps, frames, m, g, g),
                new("memory_pos_embed", positions, positions.Length / m, 1, m),
            ],
            TrackerGraphs.None,
            ["image_embed"],
            cancellationToken)[0].Values.ToArray();
    }

    /// <inheritdoc/>
    public override DecodedMasks Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask)
    {
        // The graph adds the last point, which stands for none, itself.
        int c = export.Width, g = export.Grid, side = 4 * g, count = clicks.Count - 1;
        IReadOnlyList<NamedTensor> made = export.Decoder.Run(
            [
                new("point_coords", clicks.Coordinates.Take(2 * count).ToArray(), 1, count, 2),
                new("point_labels", clicks.Labels.Take(count).ToArray(), 1, count),
                new("frame_size", new float[] { side, side }, 2),
                new("image_embed", embedding, 1, c, g, g),
                new("high_res_feats_0", frame.Fine, 1, c / 8, side, side),
                new("high_res_feats_1", frame.Middle, 1, c / 4, 2 * g, 2 * g),
            ],
            TrackerGraphs.None,
            Decoded,
            cancellationToken);
        (float[] logits, float[] pointer) = (made[0].Values.ToArray(), made[1].Values.ToArray());
        if (logits.Length != side * side || pointer.Length != c)
        {
            throw new BundleException(
                $"{export.Decoder.Label} gives a mask {GraphSignature.Text(made[0].Shape)} and a pointer {GraphSignature.Text(made[1].Shape)}, expected {side}×{side} as asked for and {c} channels: convert the official checkpoint with 'sam3d convert'.");
        }

        // The mask and the pointer of an object that is not there are constants.
        bool isThere = logits.Any(v => v > TrackerSteps.AbsentLogit / 2);
        _absent = isThere ? _absent : pointer;
        return new DecodedMasks(logits, [1], pointer, isThere ? Present : -Present);
    }

    /// <inheritdoc/>
    public override float[] Remember(FrameFeatures frame, float[] mask, bool isAbsent)
    {
        int c = export.Width, g = export.Grid;
        IReadOnlyList<NamedTensor> made = export.MemoryEncoder.Run(
            [new("mask_for_mem", mask, 1, 1, 16 * g, 16 * g), new("pix_feat", frame.Pixels, 1, c, g, g)], TrackerGraphs.None, Remembered, cancellationToken);
        (_places, _times) = (made[1].Values.ToArray(), made[2].Values.ToArray());
        return made[0].Values.ToArray();
    }

    /// <summary>Masks are no prompts of this model.</summary>
    public override float[] ShrinkMask(float[] mask) => throw new NotSupportedException("The export takes no masks.");
}
