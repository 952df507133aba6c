using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of the dense structure auto-encoder.</summary>
public sealed class StructureParityTests
{
    public static TheoryData<string> DecoderCases => [.. Fixtures.Discover("SparseStructureDecoder")];

    public static TheoryData<string> EncoderCases => [.. Fixtures.Discover("SparseStructureEncoder")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(DecoderCases))]
    public void Decoder(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        StructureAutoencoderConfig config = FixtureConfigs.Structure(fixture);
        int r = config.InputResolution, cells = r * r * r, fine = r << (config.Channels.Count - 1);
        using NetworkRun run = RecordDecoder(weights, config);

        Parity.Check(fixture, "out.logits_from_tokens", run.Run(("z", fixture["in.tokens"]))["logits"]);

        // in.z is [B, C, R, R, R]; the graph takes tokens.
        Tensor grid = fixture["in.z"];
        float[] logits = run.Run(("z", Tokens(grid, config.LatentChannels, cells)))["logits"];
        Parity.Check(fixture, "out.logits", logits);
        int[] expected = [.. fixture["out.coords"].Values.Select(v => (int)v)];
        int[] occupied = [.. Enumerable.Range(0, logits.Length).Where(i => logits[i] > 0)
            .SelectMany(i => (int[])[i / (fine * fine * fine), i / (fine * fine) % fine, i / fine % fine, i % fine])];
        Assert.Equal(expected, occupied);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(EncoderCases))]
    public void Encoder(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        StructureAutoencoderConfig config = FixtureConfigs.Structure(fixture);
        using NetworkRun run = RecordEncoder(weights, config);
        IReadOnlyDictionary<string, float[]> result = run.Run(("occupancy", fixture["in.occupancy"]));
        Parity.Check(fixture, "out.mean", result["mean"]);
        Parity.Check(fixture, "out.logvar", result["logvar"]);
    }

    internal static NetworkRun RecordDecoder(WeightSet weights, StructureAutoencoderConfig config, GraphForm? form = null)
    {
        int r = config.InputResolution, fine = r << (config.Channels.Count - 1);
        return NetworkRun.Record(weights, b => b.Output(
            "logits",
            StructureDecoder.Apply(new ParameterScope<NetworkTensor>(b.Ops), config, b.Input("z", -1, r * r * r, config.LatentChannels)),
            -1, config.VoxelChannels, fine, fine, fine), form);
    }

    internal static NetworkRun RecordEncoder(WeightSet weights, StructureAutoencoderConfig config, GraphForm? form = null)
    {
        int r = config.InputResolution, coarse = r >> (config.Channels.Count - 1);
        return NetworkRun.Record(weights, b =>
        {
            (NetworkTensor mean, NetworkTensor logVariance) = StructureEncoder.Apply(
                new ParameterScope<NetworkTensor>(b.Ops), config, b.Input("occupancy", -1, config.VoxelChannels, r, r, r));
            b.Output("mean", mean, -1, config.LatentChannels, coarse, coarse, coarse);
            b.Output("logvar", logVariance, -1, config.LatentChannels, coarse, coarse, coarse);
        }, form);
    }

    private static Tensor Tokens(Tensor grid, int channels, int cells)
    {
        int batch = grid.Values.Length / (channels * cells);
        float[] tokens = new float[grid.Values.Length];
        for (int b = 0; b < batch; b++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int i = 0; i < cells; i++)
                {
                    tokens[(((b * cells) + i) * channels) + c] = grid.Values[(((b * channels) + c) * cells) + i];
                }
            }
        }

        return new Tensor([batch, cells, channels], tokens);
    }
}
