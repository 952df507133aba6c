using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Reads the configuration of a tracker's memories from the shapes of its tensors.</summary>
internal static class MemoryConfigs
{
    private const string Layers = "memory_attention.layers";

    /// <summary>The networks of memories of SAM 2, 2.1 or SAM 3's tracker.</summary>
    /// <param name="shapes">The checkpoint.</param>
    /// <param name="grid">Side of the image embedding, which no tensor tells.</param>
    /// <param name="layers">Official name of the attention's layers: SAM 3 calls them <c>transformer.encoder.layers</c>.</param>
    /// <param name="encoder">Official name of the memory encoder: SAM 3 calls it <c>maskmem_backbone</c>.</param>
    public static MemoryConfig Read(SamShapes shapes, int grid, string layers = Layers, string encoder = "memory_encoder") => new()
    {
        Width = shapes.Size("no_mem_embed", 2),
        MemoryWidth = shapes.Size("maskmem_tpos_enc", 3),
        Grid = grid,
        HiddenDim = shapes.Size(layers + ".0.linear1.weight", 0),
        Depth = shapes.Count(layers, "norm1.weight"),
        Memories = shapes.Size("maskmem_tpos_enc", 0),
        FuserDepth = shapes.Count(encoder + ".fuser.layers", "gamma"),
        TimedPointers = shapes.Has("obj_ptr_tpos_proj.weight"),
        MarksAbsence = shapes.Has("no_obj_embed_spatial"),
    };
}
