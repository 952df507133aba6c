using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>Pictures to condition tokens. The tokens of a modality that is missing are zero, as the official code drops them.</summary>
internal sealed class ConditionStage(StageSessions sessions, ConditionSpec spec)
{
    private const string InputName = "inputs";
    private const string OutputName = "tokens";

    /// <summary>Number of condition tokens.</summary>
    public int Tokens => spec.Encoders.Sum(e => e.Inputs.Count * e.TokensPerInput);

    /// <summary>Number of encoders, the steps of this stage.</summary>
    public int Count => spec.Encoders.Count;

    /// <summary>Encodes the inputs.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="onEncoder">Called after each encoder with the number of finished ones.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>[tokens, width].</returns>
    public float[] Encode(ConditionInputs inputs, Action<int> onEncoder, CancellationToken cancellationToken)
    {
        float[] tokens = new float[Tokens * spec.Width];
        int offset = 0;
        using var backbones = new StageLeases(sessions);
        for (int i = 0; i < Count; i++)
        {
            ConditionEncoderSpec encoder = spec.Encoders[i];
            int count = encoder.Inputs.Count * encoder.TokensPerInput * spec.Width;
            if (IsGiven(encoder, inputs))
            {
                NamedTensor batch = Batch(backbones, encoder, [.. encoder.Inputs.Select(n => inputs.Tensors[n])], cancellationToken);
                if (encoder.Backbone is { } backbone && !spec.Encoders.Skip(i + 1).Any(e => e.Backbone == backbone && IsGiven(e, inputs)))
                {
                    // What comes next can need more memory than the backbone did.
                    backbones.Return(backbone);
                }

                using StageLease lease = sessions.Rent(encoder.Stage, cancellationToken);
                lease.Session.Run(
                    [batch],
                    [new NamedTensor(OutputName, tokens.AsMemory(offset, count), encoder.Inputs.Count, encoder.TokensPerInput, spec.Width)],
                    cancellationToken);
            }

            offset += count;
            onEncoder(i + 1);
        }

        return tokens;
    }

    private static bool IsGiven(ConditionEncoderSpec encoder, ConditionInputs inputs) => encoder.Inputs.All(inputs.Tensors.ContainsKey);

    /// <summary>The inputs of an encoder: pictures [K, C, H, W], or what its backbone makes of them [K, tokens, channels].</summary>
    private NamedTensor Batch(StageLeases backbones, ConditionEncoderSpec encoder, PictureTensor[] pictures, CancellationToken cancellationToken)
    {
        if (encoder.Backbone is null)
        {
            PictureTensor first = pictures[0];
            return new NamedTensor(InputName, Join(pictures.Select(p => p.Values)), pictures.Length, first.Channels, first.Height, first.Width);
        }

        (float[][] features, long[] shape) = sessions.Features.Encode(backbones, encoder.Backbone, pictures, cancellationToken);
        return new NamedTensor(InputName, Join(features), [pictures.Length, .. shape.Skip(1)]);
    }

    private static float[] Join(IEnumerable<float[]> parts)
    {
        float[][] all = [.. parts];
        return all.Length == 1 ? all[0] : [.. all.SelectMany(p => p)];
    }
}
