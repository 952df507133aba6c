using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>Stage 2: pictures to condition tokens. The tokens of a modality that is missing are zero, as the official code drops them.</summary>
internal sealed class ConditionStage : IDisposable
{
    private const string InputName = "inputs";
    private const string OutputName = "tokens";

    private readonly ConditionSpec _spec;
    private readonly GraphSession[] _encoders;

    public ConditionStage(ModelBundle bundle, SessionFactory factory, CancellationToken cancellationToken)
    {
        _spec = bundle.Manifest.Condition;
        _encoders = new GraphSession[_spec.Encoders.Count];
        try
        {
            for (int i = 0; i < _encoders.Length; i++)
            {
                _encoders[i] = factory.Create(bundle, _spec.Encoders[i].Stage, cancellationToken);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of condition tokens.</summary>
    public int Tokens => _spec.Encoders.Sum(e => e.Inputs.Count * e.TokensPerInput);

    /// <summary>Number of encoders, the steps of this stage.</summary>
    public int Count => _encoders.Length;

    /// <summary>Encodes the inputs.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="onEncoder">Called after each encoder with the number of finished ones.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>[tokens, width].</returns>
    public float[] Encode(ConditionInputs inputs, Action<int> onEncoder, CancellationToken cancellationToken)
    {
        float[] tokens = new float[Tokens * _spec.Width];
        int offset = 0;
        for (int i = 0; i < _encoders.Length; i++)
        {
            ConditionEncoderSpec spec = _spec.Encoders[i];
            int count = spec.Inputs.Count * spec.TokensPerInput * _spec.Width;
            if (spec.Inputs.All(inputs.Tensors.ContainsKey))
            {
                Run(_encoders[i], spec, [.. spec.Inputs.Select(n => inputs.Tensors[n])], tokens.AsMemory(offset, count), cancellationToken);
            }

            offset += count;
            onEncoder(i + 1);
        }

        return tokens;
    }

    public void Dispose()
    {
        foreach (GraphSession? encoder in _encoders)
        {
            encoder?.Dispose();
        }
    }

    private void Run(
        GraphSession encoder, ConditionEncoderSpec spec, PictureTensor[] pictures, Memory<float> tokens, CancellationToken cancellationToken)
    {
        PictureTensor first = pictures[0];
        float[] batch = pictures.Length == 1 ? first.Values : [.. pictures.SelectMany(p => p.Values)]; // [K, C, H, W]
        encoder.Run(
            [new NamedTensor(InputName, batch, pictures.Length, first.Channels, first.Height, first.Width)],
            [new NamedTensor(OutputName, tokens, pictures.Length, spec.TokensPerInput, _spec.Width)],
            cancellationToken);
    }
}
