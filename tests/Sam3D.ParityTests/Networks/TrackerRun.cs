using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>A tracker's networks on the weights of a case.</summary>
internal sealed class TrackerRun : TrackerNetworks, IDisposable
{
    private readonly SamDecoderConfig _decoder;
    private readonly MemoryConfig _memory;
    private readonly NetworkRun _attention, _masks, _encoder, _prompt;

    public TrackerRun(WeightSet weights, SamDecoderConfig decoder, MemoryConfig memory)
    {
        (_decoder, _memory) = (decoder, memory);
        _attention = NetworkRun.Record(weights, b => VideoGraphs.RecordAttention(b, memory));
        _masks = NetworkRun.Record(weights, b => SegmentationGraphs.RecordDecoder(b, decoder, hasPointers: true));
        _encoder = NetworkRun.Record(weights, b => VideoGraphs.RecordMemory(b, memory));
        _prompt = NetworkRun.Record(weights, b => VideoGraphs.RecordMaskPrompt(b, memory));
        AbsentPointer = weights.ReadSingle("no_obj_ptr");
    }

    public override float[] AbsentPointer { get; }

    public override float[] Attend(FrameFeatures frame, MemorySelection memories)
    {
        int c = _memory.Width, m = _memory.MemoryWidth, g = _memory.Grid;
        float[] maps = [.. memories.Memories.SelectMany(f => f.Frame.Memory!)], pointers = [.. memories.Pointers.SelectMany(p => p.Frame.Pointer)];
        return _attention.Run(
            ("pix_feat", new Tensor([1, c, g, g], frame.Pixels)),
            ("memories", new Tensor([memories.Memories.Count, g * g, m], maps)),
            ("memory_times", new Tensor([memories.Memories.Count], [.. memories.Memories.Select(f => (float)f.Slot)])),
            ("pointers", new Tensor([memories.Pointers.Count, c], pointers)),
            ("pointer_times", new Tensor([memories.Pointers.Count, c], memories.PointerCodes(c))))["image_embeddings"];
    }

    public override DecodedMasks Decode(FrameFeatures frame, float[] embedding, ClickList clicks, float[]? mask)
    {
        int c = _decoder.Width, g = _decoder.Grid, side = _decoder.MaskSide;
        IReadOnlyDictionary<string, float[]> values = _masks.Run(
            ("image_embeddings", new Tensor([1, c, g, g], embedding)),
            ("high_res_feats_0", new Tensor([1, c / 8, 4 * g, 4 * g], frame.Fine)),
            ("high_res_feats_1", new Tensor([1, c / 4, 2 * g, 2 * g], frame.Middle)),
            ("point_coords", new Tensor([1, clicks.Count, 2], [.. clicks.Coordinates])),
            ("point_labels", new Tensor([1, clicks.Count], [.. clicks.Labels])),
            ("mask_input", new Tensor([1, 1, side, side], mask ?? new float[side * side])),
            ("has_mask_input", new Tensor([1], [mask is null ? 0 : 1])));
        return new DecodedMasks(values["low_res_masks"], values["iou_predictions"], values["obj_ptrs"], values["object_score_logits"][0]);
    }

    public override float[] Remember(FrameFeatures frame, float[] mask, bool isAbsent)
    {
        int c = _memory.Width, g = _memory.Grid, side = _memory.MaskSide;
        return _encoder.Run(
            ("pix_feat", new Tensor([1, c, g, g], frame.Pixels)),
            ("mask", new Tensor([1, 1, side, side], mask)),
            ("absent", new Tensor([1, 1, 1], [isAbsent ? 1 : 0])))["memory"];
    }

    public override float[] ShrinkMask(float[] mask) =>
        _prompt.Run(("mask", new Tensor([1, 1, _memory.MaskSide, _memory.MaskSide], mask)))["mask_input"];

    public void Dispose()
    {
        foreach (NetworkRun run in (NetworkRun[])[_attention, _masks, _encoder, _prompt])
        {
            run.Dispose();
        }
    }
}
