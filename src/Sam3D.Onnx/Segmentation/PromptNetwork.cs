using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>Image encoder and mask decoder, loaded, with what their inputs and outputs mean.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class PromptNetwork(OpenGraph encoder, OpenGraph decoder, PromptLayout layout) : IDisposable
{
    /// <summary>Loads both graphs.</summary>
    /// <param name="graph">Opens the graph of a stage; the network owns it.</param>
    /// <param name="encoderStage">The image encoder, or what stands behind one.</param>
    /// <param name="decoderStage">The mask decoder.</param>
    /// <param name="spec">What a manifest says; <see langword="null"/> to tell it from the graphs.</param>
    /// <exception cref="BundleException">They are no such graphs, or do not belong together.</exception>
    public static PromptNetwork Load(Func<string, OpenGraph> graph, string encoderStage, string decoderStage, SegmentationSpec? spec)
    {
        OpenGraph encoder = graph(encoderStage);
        OpenGraph? decoder = null;
        try
        {
            decoder = graph(decoderStage);
            return new PromptNetwork(encoder, decoder, PromptLayout.Recognise(encoder, decoder, spec));
        }
        catch
        {
            decoder?.Dispose();
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>What the inputs and outputs mean.</summary>
    public PromptLayout Layout { get; } = layout;

    /// <summary>Encodes a photograph; what it becomes stays on the device.</summary>
    public KeptTensors Encode(RgbImage image, PromptFrame frame, CancellationToken cancellationToken)
    {
        NamedTensor picture;
        if (Layout.TakesPixels)
        {
            // The graph normalises and fills up itself.
            byte[] pixels = Imaging.ByteResampler.Resize(image.PixelArray, 3, image.Height, image.Width, frame.ContentHeight, frame.ContentWidth);
            picture = new NamedTensor(Layout.Image, Array.ConvertAll(pixels, p => (float)p), frame.ContentHeight, frame.ContentWidth, 3);
        }
        else
        {
            picture = new NamedTensor(Layout.Image, frame.Prepare(image, Layout.Spec.Mean, Layout.Spec.Deviation), 1, 3, frame.Size, frame.Size);
        }

        return encoder.RunAndKeep([picture], [.. Layout.Embeddings.Select(e => e.Output).Distinct()], cancellationToken);
    }

    /// <summary>Makes embeddings of what an image encoder in front made.</summary>
    public KeptTensors Encode(KeptTensors features, CancellationToken cancellationToken) => encoder.RunAndKeep(
        [], new Dictionary<string, OrtValue> { [Layout.Image] = features.Values[Layout.Image] }, [.. Layout.Embeddings.Select(e => e.Output).Distinct()], cancellationToken);

    /// <summary>Answers prompts.</summary>
    /// <param name="embeddings">The encoded photograph.</param>
    /// <param name="prompts">The prompts' points, as many in each; more than one prompt where the layout takes batches.</param>
    /// <param name="mask">Logits of an earlier mask for all of them, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured between two operators.</param>
    /// <returns>For each prompt logits [M, side, side] and qualities [M].</returns>
    public IReadOnlyList<(ArraySegment<float> Masks, float[] Qualities)> Decode(
        KeptTensors embeddings, IReadOnlyList<PromptPoints> prompts, float[]? mask, CancellationToken cancellationToken)
    {
        int side = Layout.MaskSide, batch = prompts.Count;
        float[] labels = [.. prompts.SelectMany(p => p.Labels)];
        long count = labels.Length / batch;
        var inputs = new List<NamedTensor>
        {
            new(Layout.Coordinates, prompts.SelectMany(p => p.Coordinates).ToArray(), Layout.HasPromptAxis ? [1, batch, count, 2] : [batch, count, 2]),
            new(Layout.Labels, labels, Layout.HasPromptAxis ? [1, batch, count] : [batch, count]),
        };
        if (Layout.Mask is { } maskName)
        {
            float[] one = mask ?? new float[side * side];
            inputs.Add(new NamedTensor(maskName, batch == 1 ? one : [.. Enumerable.Repeat(one, batch).SelectMany(m => m)], batch, 1, side, side));
        }

        if (Layout.HasMask is { } hasName)
        {
            inputs.Add(new NamedTensor(hasName, Enumerable.Repeat(mask is null ? 0f : 1, batch).ToArray(), batch));
        }

        if (Layout.PictureSize is { } sizeName)
        {
            // Masks are enlarged here; the graph need not make them larger than they are.
            inputs.Add(new NamedTensor(sizeName, new float[] { side, side }, 2));
        }

        if (Layout.Boxes is { } boxes)
        {
            inputs.Add(new NamedTensor(boxes, Array.Empty<float>(), 1, 0, 4));
        }

        IReadOnlyList<NamedTensor> results = decoder.Run(
            inputs, Layout.Embeddings.ToDictionary(e => e.Input, e => embeddings.Values[e.Output]), [Layout.OutputMasks, Layout.Scores], cancellationToken);
        float[] masks = results[0].Values.ToArray(), qualities = results[1].Values.ToArray();
        int made = masks.Length / (batch * side * side), scored = qualities.Length / batch;
        return masks.Length == batch * made * side * side && made > 0 && scored >= made
            ? [.. Enumerable.Range(0, batch).Select(i => (new ArraySegment<float>(masks, i * made * side * side, made * side * side), qualities[(i * scored)..((i * scored) + made)]))]
            : throw new BundleException(
                $"{decoder.Label} gives masks {GraphSignature.Text(results[0].Shape)} and qualities {GraphSignature.Text(results[1].Shape)}, expected masks of {side}×{side} and one quality each: export the model again, with masks at low resolution.");
    }

    public void Dispose()
    {
        encoder.Dispose();
        decoder.Dispose();
    }
}
