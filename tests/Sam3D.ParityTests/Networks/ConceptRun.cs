using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Finds a concept in the picture of the cases: prompt, exemplars, fusion, decoder, scores, masks.</summary>
internal static class ConceptRun
{
    /// <summary>Runs all networks behind the encoders.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="prompt">The words.</param>
    /// <param name="exemplars">Inputs of points and boxes; may be empty.</param>
    /// <param name="shapes">Told a tensor's name, gives the shape of the case's tensor of this name, or none; those tensors come out too.</param>
    /// <param name="picture">The encoded picture; without it that of <see cref="ConceptCase.Picture"/>.</param>
    public static IReadOnlyDictionary<string, float[]> Run(
        WeightSet weights, ConceptHeadConfig config, string prompt, (string Name, Tensor Value)[] exemplars, Func<string, int[]?> shapes, (string Name, Tensor Value)[]? picture = null)
    {
        picture ??= ConceptCase.Picture();
        (Tensor tokens, Tensor valid) = ConceptCase.Prompt(prompt);
        int c = config.Width, side = 4 * config.Grid, q = config.Queries, length = tokens.Shape[1];
        int geometry = 1 + exemplars.Where(e => e.Name.EndsWith("labels", StringComparison.Ordinal)).Sum(e => e.Value.Shape[0]);
        var all = new Tensor([1, length + geometry], [.. valid.Values, .. Enumerable.Repeat(1f, geometry)]);
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor[] maps = [.. picture.Select(p => b.Input(p.Name, SegmentationCase.Long(p.Value.Shape)))];
            NetworkTensor words = b.Input("words", 1, length, c), mask = b.Input("valid", 1, length + geometry);
            var root = new ParameterScope<NetworkTensor>(b.Ops);
            Action<string, NetworkTensor> Observe(string prefix) => (name, value) =>
            {
                if (shapes(prefix + name) is { } shape)
                {
                    // Cases count tokens first, networks the batch; batches of one are in the same order.
                    b.Output(prefix + name, b.Ops.Reshape(value, SegmentationCase.Long(shape)), SegmentationCase.Long(shape));
                }
            };
            NetworkTensor image = ConceptLayers.Tokens(b.Ops, maps[2], c, config.Grid);
            NetworkTensor given = ConceptGeometryEncoder.Apply(
                root["geometry_encoder"], config, image, ConceptCase.Inputs(b, "points", exemplars), ConceptCase.Inputs(b, "boxes", exemplars), Observe("mid.geometry_encoder."));
            NetworkTensor whole = b.Ops.Concat(1, words, given);
            b.Output("prompt", whole, 1, length + geometry, c);
            NetworkTensor encoded = ConceptFusionEncoder.Apply(root["transformer.encoder"], config, image, whole, mask, Observe("mid.transformer.encoder."));
            b.Output("encoder_hidden_states", encoded, 1, config.Grid * config.Grid, c);
            ConceptObjects<NetworkTensor> found = ConceptDecoder.Apply(root["transformer.decoder"], config, encoded, whole, mask, (name, value) =>
            {
                Observe("mid.transformer.decoder.")(name, value);
                Observe("mid.")(name, value);
                if (name.StartsWith("dec_", StringComparison.Ordinal))
                {
                    b.Output(name, value, 1, q, name.StartsWith("dec_ref", StringComparison.Ordinal) ? 4 : c);
                }
            });
            b.Output("queries", found.Queries, 1, q, c);
            b.Output("pred_boxes", found.Boxes, 1, q, 4);
            b.Output("presence_logit_dec", found.Presence, 1, 1, 1);
            b.Output("pred_logits", ConceptScorer.Apply(root["dot_prod_scoring"], config, found.Queries, whole, mask, Observe("mid.dot_prod_scoring.")), 1, q, 1);
            (NetworkTensor masks, NetworkTensor semantic) = ConceptMaskHead.Apply(
                root["segmentation_head"], config, [maps[0], maps[1]], encoded, found.Queries, whole, mask, Observe("mid.segmentation_head."));
            b.Output("pred_masks", masks, 1, q, side, side);
            b.Output("semantic_seg", semantic, 1, 1, side, side);
        });
        return run.Run([.. picture, ("words", tokens), ("valid", all), .. exemplars]);
    }
}
