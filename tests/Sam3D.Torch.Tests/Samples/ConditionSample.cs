using Sam3D.Networks;

namespace Sam3D.Torch.Tests;

/// <summary>The condition encoder: a vision transformer for pictures, point patches, projections and views.</summary>
internal sealed class ConditionSample : ISampleNetwork
{
    private const int Picture = 10;

    private readonly ConditionEncoderConfig _config;

    public ConditionSample(int seed)
    {
        var random = new Random(seed);
        int heads = random.Next(1, 3), points = PointPatchEncoder.Heads;
        _config = new ConditionEncoderConfig
        {
            Embedders =
            [
                new EmbedderConfig
                {
                    Dino = new DinoConfig
                    {
                        InputSize = 8,
                        TrainImageSize = random.Next(2) == 0 ? 8 : 12, // the position embedding as it is, or interpolated
                        PatchSize = 4,
                        EmbedDim = 8 * heads,
                        Depth = 2,
                        NumHeads = heads,
                        MlpRatio = 2,
                        RegisterTokens = random.Next(3),
                        PrenormFeatures = seed % 2 == 0,
                    },
                    Inputs = [new EmbedderInput("image", "cropped"), new EmbedderInput("rgb_image", "full")],
                },
                new EmbedderConfig
                {
                    PointPatch = new PointPatchConfig { InputSize = 8, PatchSize = 4, EmbedDim = points },
                    Inputs = [new EmbedderInput("pointmap", "cropped"), new EmbedderInput("rgb_pointmap", "full")],
                },
            ],
            ProjectionMultiplier = 0.5,
        };
        Inputs = [SampleInput.Normal("pictures", 0, 2, 3, Picture, Picture), SampleInput.Normal("points", 1, 2, 3, Picture, Picture)];
    }

    public IReadOnlyList<SampleInput> Inputs { get; }

    public IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class =>
        [.. inputs.Select((input, i) => ConditionEncoder.Apply(new ParameterScope<T>(ops)["condition"], _config, i, input, Picture, Picture))];

    public override string ToString() => $"condition encoder, width {_config.Width}";
}
