using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Reads the configuration of a tracker's memories from the shapes of its tensors.</summary>
internal static class MemoryConfigs
{
    /// <summary>Whether a checkpoint has the networks of memories.</summary>
    public static bool Has(SamShapes shapes) => shapes.Has("maskmem_tpos_enc");

    /// <summary>The networks of memories of SAM 2, 2.1 or SAM 3's tracker.</summary>
    /// <param name="shapes">The checkpoint.</param>
    /// <param name="grid">Side of the image embedding, which no tensor tells.</param>
    public static MemoryConfig Read(SamShapes shapes, int grid)
    {
        var names = new MemoryConfig
        {
            Width = shapes.Size("no_mem_embed", 2),
            MemoryWidth = shapes.Size("maskmem_tpos_enc", 3),
            Grid = grid,
            Memories = shapes.Size("maskmem_tpos_enc", 0),
            TimedPointers = shapes.Has("obj_ptr_tpos_proj.weight"),
            MarksAbsence = shapes.Has("no_obj_embed_spatial"),
            IsThird = shapes.Has("maskmem_backbone.out_proj.weight"),
            HiddenDim = 0,
            Depth = 0,
            FuserDepth = 0,
        };
        string layers = names.AttentionScope + ".layers";
        return names with
        {
            HiddenDim = shapes.Size(layers + ".0.linear1.weight", 0),
            Depth = shapes.Count(layers, "norm1.weight"),
            FuserDepth = shapes.Count(names.EncoderScope + ".fuser.layers", "gamma"),
        };
    }
}
