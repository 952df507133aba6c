using System.Text.Json;
using Sam3D.Concepts;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Reads the cases of concept prompts.</summary>
internal static class ConceptCase
{
    public static ConceptVisionConfig Vision(FixtureCase fixture, WeightSet weights)
    {
        const string Trunk = "backbone.vision_backbone.trunk.";
        int patch = (int)weights.Shape(Trunk + "patch_embed.proj.weight")[2];
        return new ConceptVisionConfig
        {
            ImageSize = fixture.Int("img"),
            PatchSize = patch,
            PositionGrid = fixture.Int("pt") / patch,
            WindowSize = fixture.Int("win"),
            EmbedDim = fixture.Int("E"),
            Depth = fixture.Int("depth"),
            NumHeads = fixture.Int("heads"),
            HiddenDim = (int)weights.Shape(Trunk + "blocks.0.mlp.fc1.weight")[0],
            GlobalBlocks = [.. fixture.Setting("glob").EnumerateArray().Select(e => e.GetInt32())],
            OutChannels = fixture.Int("D"),
        };
    }

    public static ConceptTextConfig Text(FixtureCase fixture, WeightSet weights)
    {
        const string Encoder = "backbone.language_backbone.encoder.";
        return new ConceptTextConfig
        {
            Vocabulary = (int)weights.Shape(Encoder + "token_embedding.weight")[0],
            ContextLength = (int)weights.Shape(Encoder + "positional_embedding")[0],
            TextWidth = fixture.Int("tw"),
            NumHeads = fixture.Int("th"),
            Depth = fixture.Int("tl"),
            OutChannels = fixture.Int("D"),
        };
    }

    public static ConceptHeadConfig Head(FixtureCase fixture) => new()
    {
        Width = fixture.Int("D"),
        NumHeads = fixture.Int("H"),
        HiddenDim = fixture.Int("ff"),
        Grid = fixture.Int("img") / 14,
        EncoderDepth = fixture.Int("enc"),
        DecoderDepth = fixture.Int("dec"),
        GeometryDepth = fixture.Int("geo"),
        Queries = fixture.Int("Q"),
    };

    /// <summary>The maps of the encoded picture, from the case beside this one that made them.</summary>
    public static (string Name, Tensor Value)[] Picture()
    {
        FixtureCase vision = SegmentationCase.Open("sam3_vision");
        return [.. Enumerable.Range(0, 3).Select(i => ($"fpn_{i}", vision[$"backbone_fpn.{i}"]))];
    }

    /// <summary>The tokens of a prompt [1, L, C], and which of them say something [1, L].</summary>
    public static (Tensor Tokens, Tensor Valid) Prompt(string prompt)
    {
        FixtureCase text = SegmentationCase.Open("sam3_text");
        int index = text.Json.GetProperty("prompts").EnumerateArray().Select(e => e.GetString()).ToList().IndexOf(prompt);
        Assert.True(index >= 0, prompt);
        Tensor all = text["text_memory_resized_seq_first"], mask = text["attention_mask_true_is_pad"];
        (int length, int batch, int width) = (all.Shape[0], all.Shape[1], all.Shape[2]);
        return (
            new Tensor([1, length, width], [.. Enumerable.Range(0, length).SelectMany(i => all.Values.Skip(((i * batch) + index) * width).Take(width))]),
            new Tensor([1, length], [.. mask.Values.Skip(index * length).Take(length).Select(v => 1 - v)]));
    }

    /// <summary>Boxes or points as inputs of a network; without labels they are wanted.</summary>
    public static (string Name, Tensor Value)[] Exemplars(ConceptHeadConfig config, string kind, Tensor places, Tensor? labels)
    {
        int count = places.Shape[0], tokens = config.Grid * config.Grid, c = config.Width, size = places.Shape[2];
        bool isBox = kind == "boxes";
        return
        [
            (kind + "_samples", new Tensor([count, isBox ? 49 : 1, tokens], isBox ? ExemplarPlaces.BoxSamples(places.Values, config.Grid) : ExemplarPoints.Samples(places.Values, config.Grid))),
            (kind, new Tensor([count, size], places.Values)),
            (kind + "_codes", new Tensor([count, isBox ? c + 2 : c], isBox ? ExemplarPlaces.BoxCodes(places.Values, c) : ExemplarPoints.Codes(places.Values, c))),
            (kind + "_labels", new Tensor([count], labels?.Values ?? [.. Enumerable.Repeat(1f, count)])),
        ];
    }

    /// <summary>The inputs of <see cref="Exemplars"/> in a network.</summary>
    public static ConceptExemplars<NetworkTensor>? Inputs(NetworkBuilder b, string kind, (string Name, Tensor Value)[] values)
    {
        (string Name, Tensor Value)[] own = [.. values.Where(v => v.Name.StartsWith(kind, StringComparison.Ordinal))];
        return own.Length == 0 ? null : new ConceptExemplars<NetworkTensor>(
            b.Input(own[0].Name, SegmentationCase.Long(own[0].Value.Shape)),
            b.Input(own[1].Name, SegmentationCase.Long(own[1].Value.Shape)),
            b.Input(own[2].Name, SegmentationCase.Long(own[2].Value.Shape)),
            b.IndexInput(own[3].Name, SegmentationCase.Long(own[3].Value.Shape)));
    }
}
