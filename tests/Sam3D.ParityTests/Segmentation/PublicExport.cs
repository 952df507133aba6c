using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>A pair of graphs with the names, shapes and habits of a public export.</summary>
internal sealed record PublicExport(string Name, bool IsSecond, string Image, string[] Embeddings, string[] Inputs, string[] Outputs)
{
    /// <summary>Names of a box list that the decoder has and does not use, or null.</summary>
    public string? Boxes { get; init; }

    /// <summary>Whether points have a further axis.</summary>
    public bool HasPromptAxis { get; init; }

    /// <summary>Whether the decoder adds the point that stands for none.</summary>
    public bool PadsInside { get; init; }

    /// <summary>Whether only the three ambiguous masks come out.</summary>
    public bool GivesThree { get; init; }

    /// <summary>Rows and columns of a picture that goes in as [h, w, 3]; null for [1, 3, S, S].</summary>
    public (int Height, int Width)? Pixels { get; init; }

    public override string ToString() => Name;

    /// <summary>Writes <c>encoder.onnx</c> and <c>decoder.onnx</c>.</summary>
    public void Write(string folder, ICheckpoint weights, SamDecoderConfig decoder, Func<ParameterScope<GraphValue>, GraphValue, IReadOnlyList<GraphValue>> encode) =>
        Write(folder, weights, weights, decoder, encode);

    /// <summary>The same, with the decoder's weights in a state dict of their own.</summary>
    public void Write(
        string folder, ICheckpoint weights, ICheckpoint decoderWeights, SamDecoderConfig decoder, Func<ParameterScope<GraphValue>, GraphValue, IReadOnlyList<GraphValue>> encode)
    {
        Save(Path.Combine(folder, "encoder.onnx"), weights, b => RecordEncoder(b, decoder, encode));
        Save(Path.Combine(folder, "decoder.onnx"), decoderWeights, b => RecordDecoder(b, decoder));
    }

    private void RecordEncoder(
        OnnxGraphBuilder b, SamDecoderConfig config, Func<ParameterScope<GraphValue>, GraphValue, IReadOnlyList<GraphValue>> encode)
    {
        int size = config.ImageSize;
        GraphValue image = Pixels is { } p ? Normalise(b, b.Input(Image, p.Height, p.Width, 3), p, size) : b.Input(Image, 1, 3, size, size);
        IReadOnlyList<GraphValue> made = encode(new ParameterScope<GraphValue>(b), image);
        for (int i = 0; i < Embeddings.Length; i++)
        {
            // Coarse to fine; what is there twice is SAM 1's table of positions.
            GraphValue value = i < made.Count ? made[i] : SamPromptEncoder.DensePosition(new ParameterScope<GraphValue>(b, config.PromptScope), config);
            b.Output(Embeddings[i], value, Shape(config, i < made.Count ? i : 0));
        }
    }

    private void RecordDecoder(OnnxGraphBuilder b, SamDecoderConfig config)
    {
        int side = config.MaskSide;
        var root = new ParameterScope<GraphValue>(b);
        GraphValue[] embeddings = [.. Embeddings.Select((name, i) => b.Input(IsSingle ? "image_embeddings" : name, Shape(config, config.IsSecond ? i : 0)))];
        long[] points = HasPromptAxis ? [1, 1, -2, 2] : [1, -2, 2];
        GraphValue coordinates = b.Reshape(b.Input(Inputs[0], points), 1, -1, 2), labels = b.Reshape(b.Input(Inputs[1], points[..^1]), 1, -1);
        GraphValue? mask = Inputs.Length > 2 ? b.Input(Inputs[2], 1, 1, side, side) : null, has = Inputs.Length > 3 ? b.Input(Inputs[3], 1) : null;
        if (Inputs.Length > 4)
        {
            b.Input(Inputs[4], 2);
        }

        if (Boxes is not null)
        {
            b.Input(Boxes, 1, -3, 4);
        }

        if (PadsInside)
        {
            coordinates = b.Concat(1, coordinates, b.Constant([0, 0], 1, 1, 2));
            labels = b.Concat(1, labels, b.Constant([-1], 1, 1));
        }

        ParameterScope<GraphValue> prompts = root[config.PromptScope];
        SamMasks<GraphValue> masks = SamMaskDecoder.Apply(
            root[config.MaskScope],
            config,
            embeddings[0],
            SamPromptEncoder.DensePosition(prompts, config),
            SamPromptEncoder.Points(prompts, config, coordinates, labels),
            SamPromptEncoder.Mask(prompts, config, mask ?? b.Constant(new float[side * side], 1, 1, side, side), has ?? b.Constant([0], 1)),
            config.IsSecond ? [embeddings[2], embeddings[1]] : []);
        int count = GivesThree ? 3 : 4;
        GraphValue logits = GivesThree ? b.Skip(masks.Masks, 1, 1) : masks.Masks, scores = GivesThree ? b.Skip(masks.Qualities, 1, 1) : masks.Qualities;
        b.Output(Outputs[0], HasPromptAxis ? b.Reshape(logits, 1, 1, count, side, side) : logits, HasPromptAxis ? [1, 1, count, side, side] : [1, count, side, side]);
        b.Output(Outputs[1], HasPromptAxis ? b.Reshape(scores, 1, 1, count) : scores, HasPromptAxis ? [1, 1, count] : [1, count]);
        if (Outputs.Length > 2)
        {
            // What the export makes besides, of another size.
            b.Output(Outputs[2], b.Concat(3, logits, logits), 1, count, side, 2 * side);
        }
    }

    private bool IsSingle => Embeddings.Length == 1;

    private static long[] Shape(SamDecoderConfig config, int level) => level switch
    {
        0 => [1, config.Width, config.Grid, config.Grid],
        1 => [1, config.Width / 4, 2 * config.Grid, 2 * config.Grid],
        _ => [1, config.Width / 8, 4 * config.Grid, 4 * config.Grid],
    };

    private static GraphValue Normalise(OnnxGraphBuilder b, GraphValue pixels, (int Height, int Width) p, int size)
    {
        GraphValue x = b.Transpose(b.Reshape(pixels, 1, p.Height, p.Width, 3), 0, 3, 1, 2);
        x = b.Divide(b.Subtract(x, b.Constant([123.675f, 116.28f, 103.53f], 1, 3, 1, 1)), b.Constant([58.395f, 57.12f, 57.375f], 1, 3, 1, 1));
        x = p.Width < size ? b.Concat(3, x, b.Constant(new float[3 * p.Height * (size - p.Width)], 1, 3, p.Height, size - p.Width)) : x;
        return p.Height < size ? b.Concat(2, x, b.Constant(new float[3 * (size - p.Height) * size], 1, 3, size - p.Height, size)) : x;
    }

    private static void Save(string path, ICheckpoint weights, Action<OnnxGraphBuilder> record)
    {
        var builder = new OnnxGraphBuilder("export", weights);
        record(builder);
        using FileStream stream = File.Create(path);
        OnnxModelWriter.WriteInline(builder, stream);
    }
}
