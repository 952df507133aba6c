using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>A tracker's networks on ONNX Runtime, for one video.</summary>
/// <param name="graphs">The graphs; they stay the caller's.</param>
/// <param name="cancellationToken">Honoured between two operators.</param>
internal sealed class OnnxTrackerNetworks(TrackerGraphs graphs, CancellationToken cancellationToken) : TrackerNetworks
{
    private static readonly string[] Decoded = ["low_res_masks", "iou_predictions", "obj_ptrs", "object_score_logits"];

    private readonly int _width = graphs.Spec.Width, _memoryWidth = graphs.Spec.MemoryWidth, _grid = graphs.Spec.Grid;

    /// <inheritdoc/>
    public override float[] AbsentPointer => graphs.Absent;

    /// <inheritdoc/>
    public override float[] Attend(FrameFeatures frame, MemorySelection memories)
    {
        int tokens = _grid * _grid, frames = memories.Memories.Count, pointers = memories.Pointers.Count;
        float[] maps = new float[frames * tokens * _memoryWidth], all = new float[pointers * _width];
        for (int i = 0; i < frames; i++)
        {
            memories.Memories[i].Frame.Memory!.CopyTo(maps, i * tokens * _memoryWidth);
        }

        for (int i = 0; i < pointers; i++)
        {
            memories.Pointers[i].Frame.Pointer.CopyTo(all, i * _width);
        }

        return graphs.Attention.Run(
            [
                new("pix_feat", frame.Pixels, 1, _width, _grid, _grid),
                new("memories", maps, frames, tokens, _memoryWidth),
                new("memory_times", memories.Memories.Select(m => (float)m.Slot).ToArray(), frames),
                new("pointers", all, pointers, _width),
                new("pointer_times", memories.PointerCodes(_width), pointers, _width),
            ],
            TrackerGraphs.None,
            ["image_embeddings"],
            cancellationToken)[0].Values.ToArray();
    }

    /// <inheritdoc/>
    public override DecodedMasks Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask)
    {
        int side = 4 * _grid, count = clicks.Count;
        IReadOnlyList<NamedTensor> made = graphs.Decoder.Run(
            [
                new("image_embeddings", embedding, 1, _width, _grid, _grid),
                new("high_res_feats_0", frame.Fine, 1, _width / 8, side, side),
                new("high_res_feats_1", frame.Middle, 1, _width / 4, 2 * _grid, 2 * _grid),
                new("point_coords", clicks.Coordinates.ToArray(), 1, count, 2),
                new("point_labels", clicks.Labels.ToArray(), 1, count),
                new("mask_input", mask ?? new float[side * side], 1, 1, side, side),
                new("has_mask_input", new float[] { mask is null ? 0 : 1 }, 1),
            ],
            TrackerGraphs.None,
            Decoded,
            cancellationToken);
        return new DecodedMasks(made[0].Values.ToArray(), made[1].Values.ToArray(), made[2].Values.ToArray(), made[3].Values.Span[0]);
    }

    /// <inheritdoc/>
    public override float[] Remember(FrameFeatures frame, float[] mask, bool isAbsent) => graphs.Encoder.Run(
        [
            new("pix_feat", frame.Pixels, 1, _width, _grid, _grid),
            new("mask", mask, 1, 1, 16 * _grid, 16 * _grid),
            new("absent", new float[] { isAbsent ? 1 : 0 }, 1, 1, 1),
        ],
        TrackerGraphs.None,
        ["memory"],
        cancellationToken)[0].Values.ToArray();

    /// <inheritdoc/>
    public override float[] ShrinkMask(float[] mask) =>
        graphs.MaskPrompt.Run([new("mask", mask, 1, 1, 16 * _grid, 16 * _grid)], TrackerGraphs.None, ["mask_input"], cancellationToken)[0].Values.ToArray();
}
