using Sam3D.Conversion;
using Sam3D.Conversion.OnnxFormat;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Graphs with the names, shapes and habits of SAM2Export's files: what the caller does elsewhere, such as choosing a mask, is done inside.</summary>
internal sealed class PublicVideoExport(HieraConfig hiera, SamDecoderConfig decoder, MemoryConfig memory)
{
    private const int Float = 1, Int64 = 7;

    private readonly int _c = memory.Width, _m = memory.MemoryWidth, _g = memory.Grid, _n = memory.Grid * memory.Grid;

    /// <summary>Writes the four files, under names that tell nothing.</summary>
    public string[] Write(string folder, ICheckpoint weights) =>
    [
        Save(Path.Combine(folder, "a.onnx"), weights, RecordMemory),
        Save(Path.Combine(folder, "b.onnx"), weights, RecordAttention),
        Save(Path.Combine(folder, "c.onnx"), weights, RecordEncoder),
        Save(Path.Combine(folder, "d.onnx"), weights, RecordDecoder),
    ];

    /// <summary>A graph of one output whose inputs have these names.</summary>
    public static string WriteNamed(string path, ICheckpoint weights, string input, string output) => Save(path, weights, b =>
    {
        b.Output(output, b.Add(b.Input(input, 1, 4), b.Constant([1], 1, 1)), 1, 4);
        return _ => { };
    });

    private Action<GraphProto> RecordEncoder(OnnxGraphBuilder b)
    {
        int size = hiera.ImageSize;
        var root = new ParameterScope<GraphValue>(b);
        IReadOnlyList<GraphValue> levels = Sam2ImageEncoder.Apply(root["image_encoder"], hiera, b.Input("image", 1, 3, size, size));
        IReadOnlyList<GraphValue> projected = SamMaskDecoder.Project(root["sam_mask_decoder"], _c, levels);
        b.Output("pix_feat", levels[2], 1, _c, _g, _g);
        b.Output("high_res_feat0", projected[0], 1, _c / 8, 4 * _g, 4 * _g);
        b.Output("high_res_feat1", projected[1], 1, _c / 4, 2 * _g, 2 * _g);
        b.Output("vision_feats", b.Add(levels[2], NoMemory(root)), 1, _c, _g, _g);
        b.Output("vision_pos_embed", Sines(b, _c), _n, 1, _c);
        return _ => { };
    }

    private Action<GraphProto> RecordAttention(OnnxGraphBuilder b)
    {
        var root = new ParameterScope<GraphValue>(b);
        GraphValue image = b.Subtract(b.Input("current_vision_feat", 1, _c, _g, _g), NoMemory(root));
        GraphValue position = b.Input("current_vision_pos_embed", _n, 1, _c), pointers = b.Input("memory_0", -2, _c), maps = b.Input("memory_1", -3, _m, _g, _g);
        b.Input("memory_pos_embed", -4, 1, _m);

        // The positions are one list, which the nodes below cut into these two.
        GraphValue mapPositions = b.Input("map_positions", -3, _n, _m), pointerPositions = b.Input("pointer_positions", 1, -5, _m);
        GraphValue attended = MemoryAttention.Apply(
            root[memory.AttentionScope],
            memory,
            Tokens(b, image, _c),
            b.Reshape(position, 1, _n, _c),
            b.Transpose(b.Reshape(maps, -1, _m, _n), 0, 2, 1),
            mapPositions,
            b.Reshape(pointers, 1, -1, _m),
            pointerPositions);
        b.Output("image_embed", b.Reshape(b.Transpose(attended, 0, 2, 1), 1, _c, _g, _g), 1, _c, _g, _g);
        return graph =>
        {
            foreach (string name in (string[])["map_positions", "pointer_positions"])
            {
                graph.Input.Remove(graph.Input.Single(i => i.Name == name));
            }

            NodeProto[] first =
            [
                Integers("zero", 0), Integers("last", long.MaxValue), Integers("tokens", _n), Integers("map_shape", -1, _n, _m), Integers("pointer_shape", 1, -1, _m),
                Node("Shape", "memory_size", "memory_1"),
                Node("Gather", "frames", "memory_size", "zero"),
                Node("Mul", "cut", "frames", "tokens"),
                Node("Slice", "before", "memory_pos_embed", "zero", "cut", "zero"),
                Node("Slice", "behind", "memory_pos_embed", "cut", "last", "zero"),
                Node("Reshape", "map_positions", "before", "map_shape"),
                Node("Reshape", "pointer_positions", "behind", "pointer_shape"),
            ];
            foreach (NodeProto node in first.Reverse())
            {
                graph.Node.Insert(0, node);
            }
        };
    }

    private Action<GraphProto> RecordDecoder(OnnxGraphBuilder b)
    {
        int side = decoder.MaskSide;
        var root = new ParameterScope<GraphValue>(b);
        ParameterScope<GraphValue> prompts = root[decoder.PromptScope];
        GraphValue coordinates = b.Concat(1, b.Input("point_coords", 1, -2, 2), b.Constant([0, 0], 1, 1, 2)), labels = b.Concat(1, b.Input("point_labels", 1, -2), b.Constant([-1], 1, 1));
        b.Input("frame_size", 2);
        GraphValue image = b.Input("image_embed", 1, _c, _g, _g);
        GraphValue[] fine = [b.Input("high_res_feats_0", 1, _c / 8, side, side), b.Input("high_res_feats_1", 1, _c / 4, 2 * _g, 2 * _g)];
        SamMasks<GraphValue> masks = SamMaskDecoder.Apply(
            root[decoder.MaskScope],
            decoder,
            image,
            SamPromptEncoder.DensePosition(prompts, decoder),
            SamPromptEncoder.Points(prompts, decoder, coordinates, labels),
            SamPromptEncoder.Mask(prompts, decoder, b.Constant(new float[side * side], 1, 1, side, side), b.Constant([0], 1)),
            fine);
        b.Output("three", b.Skip(masks.Masks, 1, 1), 1, 3, side, side);
        b.Output("ious", b.Skip(masks.Qualities, 1, 1), 1, 3);
        b.Output("score", masks.ObjectScore!, 1, 1);
        VideoGraphs.RecordPointers(b, masks, decoder);
        return graph =>
        {
            graph.Input.Single(i => i.Name == "frame_size").Type.TensorType.ElemType = Int64;
            graph.Output.Clear();
            foreach (string name in (string[])["obj_ptr", "mask_for_mem", "pred_mask"])
            {
                graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float } } });
            }

            graph.Node.Add(
            [
                Integers("one", 1), Integers("ones", 1, 1), Integers("four", 1, 1, 1, 1), Integers("pointer_size", 1, _c), Integers("high_size", 1, 1, 16 * _g, 16 * _g),
                Single("nothing", 0), Single("absent", -1024), Single("twenty", 20), Single("ten", 10),
                With(With(Node("ArgMax", "best", "ious"), "axis", 1), "keepdims", 0),
                With(Node("Gather", "chosen", "three", "best"), "axis", 1),
                Node("Add", "token", "best", "one"),
                With(Node("Gather", "pointer_at", "obj_ptrs", "token"), "axis", 1),
                Node("Reshape", "pointer", "pointer_at", "pointer_size"),
                Node("Greater", "there", "score", "nothing"),
                Node("Reshape", "there_4", "there", "four"),
                Node("Where", "low", "there_4", "chosen", "absent"),
                Node("Where", "obj_ptr", "there", "pointer", "absent_ptr"),
                With(Node("Concat", "size", "ones", "frame_size"), "axis", 0),
                Linear(Node("Resize", "pred_mask", "low", "", "", "size")),
                Linear(Node("Resize", "high", "low", "", "", "high_size")),
                Node("Sigmoid", "sure", "high"), Node("Mul", "scaled", "sure", "twenty"), Node("Sub", "mask_for_mem", "scaled", "ten"),
            ]);
        };
    }

    private Action<GraphProto> RecordMemory(OnnxGraphBuilder b)
    {
        var root = new ParameterScope<GraphValue>(b);
        GraphValue mask = b.Input("mask_for_mem", 1, 1, 16 * _g, 16 * _g), image = b.Input("pix_feat", 1, _c, _g, _g);
        b.Output("maskmem_features", MemoryEncoder.Apply(root[memory.EncoderScope], memory, image, mask), 1, _m, _g, _g);
        b.Output("maskmem_pos_enc", Sines(b, _m), _n, 1, _m);
        b.Output("temporal_code", b.Add(root.Get("maskmem_tpos_enc", memory.Memories, 1, 1, _m), b.Constant([0], 1, 1, 1, 1)), memory.Memories, 1, 1, _m);
        return _ => { };
    }

    private GraphValue NoMemory(ParameterScope<GraphValue> root) => root.Ops.Reshape(root.Get("no_mem_embed", 1, 1, _c), 1, _c, 1, 1);

    private GraphValue Tokens(OnnxGraphBuilder b, GraphValue map, int channels) => b.Transpose(b.Reshape(map, 1, channels, _n), 0, 2, 1);

    private GraphValue Sines(OnnxGraphBuilder b, int channels) =>
        b.Reshape(Tokens(b, b.Constant(SinePosition.Create(channels, _g, _g), 1, channels, _g, _g), channels), _n, 1, channels);

    private static NodeProto Node(string type, string output, params string[] inputs) => new() { Name = "extra_" + output, OpType = type, Input = { inputs }, Output = { output } };

    private static NodeProto Integers(string name, params long[] values)
    {
        NodeProto node = Node("Constant", name);
        node.Attribute.Add(new AttributeProto { Name = "value_ints", Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } });
        return node;
    }

    private static NodeProto Single(string name, float value)
    {
        NodeProto node = Node("Constant", name);
        node.Attribute.Add(new AttributeProto { Name = "value_float", Type = AttributeProto.Types.AttributeType.Float, F = value });
        return node;
    }

    private static NodeProto With(NodeProto node, string name, long value)
    {
        node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value });
        return node;
    }

    private static NodeProto Linear(NodeProto node)
    {
        node.Attribute.Add(new AttributeProto { Name = "mode", Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8("linear") });
        return node;
    }

    private static string Save(string path, ICheckpoint weights, Func<OnnxGraphBuilder, Action<GraphProto>> record)
    {
        var builder = new OnnxGraphBuilder("export", weights);
        record(builder)(builder.Graph);
        using FileStream stream = File.Create(path);
        OnnxModelWriter.WriteInline(builder, stream);
        return path;
    }
}
