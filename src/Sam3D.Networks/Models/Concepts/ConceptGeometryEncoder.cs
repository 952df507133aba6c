namespace Sam3D.Networks;

/// <summary>Encodes exemplar points and boxes as tokens (SAM 3; official <c>SequenceGeometryEncoder</c>). A class token is always there.</summary>
public static class ConceptGeometryEncoder
{
    private const int RoiSide = 7, Labels = 2;

    /// <summary>Encodes exemplars.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>geometry_encoder</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">The coarsest map as tokens, [1, G², C].</param>
    /// <param name="points">Points, or <see langword="null"/>.</param>
    /// <param name="boxes">Boxes, or <see langword="null"/>.</param>
    /// <returns>[1, points + boxes + 1, C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image, ConceptExemplars<T>? points, ConceptExemplars<T>? boxes)
        where T : class => Apply(scope, config, image, points, boxes, null);

    internal static T Apply<T>(
        ParameterScope<T> scope, ConceptHeadConfig config, T image, ConceptExemplars<T>? points, ConceptExemplars<T>? boxes, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width;
        T features = ops.Reshape(Layers.LayerNorm(scope["img_pre_norm"], image, c, ConceptLayers.Epsilon), config.Grid * config.Grid, c); // [G², C]
        List<T> parts = [];
        if (points is not null)
        {
            T pooled = ops.Reshape(ops.MatMul(points.Samples, features), -1, c); // [N, C]
            parts.Add(Sum(scope, config, points, "points", 2, c, Layers.Linear(scope["points_pool_project"], pooled, c, c)));
        }

        if (boxes is not null)
        {
            T pooled = ops.Reshape(ops.Transpose(ops.MatMul(boxes.Samples, features), 0, 2, 1), -1, c, RoiSide, RoiSide); // [N, C, 7, 7]
            parts.Add(Sum(scope, config, boxes, "boxes", 4, c + 2, ops.Reshape(MapLayers.Conv(scope["boxes_pool_project"], pooled, c, c, RoiSide), -1, c)));
        }

        parts.Add(scope["cls_embed"].Get("weight", 1, c));
        T x = parts.Count == 1 ? parts[0] : ops.Concat(0, [.. parts]);
        x = Layers.Linear(scope["final_proj"], ops.Reshape(x, 1, -1, c), c, c); // [1, N, C]
        observe?.Invoke("final_proj", x);
        x = Layers.LayerNorm(scope["norm"], x, c, ConceptLayers.Epsilon);
        observe?.Invoke("norm", x);
        T keys = ops.Add(image, ConceptLayers.Positions(ops, c, config.Grid));
        for (int i = 0; i < config.GeometryDepth; i++)
        {
            x = ConceptLayers.Encode(scope["encode"][i], config, x, null, keys, image, null);
            observe?.Invoke($"encode.{i}", x);
        }

        return Layers.LayerNorm(scope["encode_norm"], x, c, ConceptLayers.Epsilon);
    }

    /// <summary>Label, place, what is seen there, and the sines of the place: [N, C].</summary>
    private static T Sum<T>(ParameterScope<T> scope, ConceptHeadConfig config, ConceptExemplars<T> given, string kind, int places, int codes, T pooled)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T direct = Layers.Linear(scope[kind + "_direct_project"], given.Places, places, config.Width);
        T coded = Layers.Linear(scope[kind + "_pos_enc_project"], given.Codes, codes, config.Width);
        T label = ops.GatherRows(scope["label_embed"].Get("weight", Labels, config.Width), given.Labels);
        return ops.Add(ops.Add(ops.Add(direct, pooled), coded), label);
    }
}
