using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of the networks that SAM 2's memories go through.</summary>
public sealed class Sam2MemoryParityTests
{
    public static TheoryData<string> Encoders => SegmentationCase.Cases("MemoryEncoder");

    public static TheoryData<string> Attentions => SegmentationCase.Cases("MemoryAttention");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Encoders))]
    public void Memory_encoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        MemoryConfig config = SegmentationCase.Memory(fixture, weights);
        Tensor image = fixture["in.pix_feat"], mask = fixture["in.mask"];
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor pixels = b.Input("image", SegmentationCase.Long(image.Shape)), given = b.Input("mask", SegmentationCase.Long(mask.Shape));
            NetworkTensor memory = MemoryEncoder.Apply(
                new ParameterScope<NetworkTensor>(b.Ops, "memory_encoder"), config, pixels, given, SegmentationCase.Observe(b, fixture, "mid."));
            b.Output("vision_features", memory, SegmentationCase.Long(fixture["vision_features"].Shape));
        });
        IReadOnlyDictionary<string, float[]> values = run.Run(("image", image), ("mask", mask));
        string[] expected = [.. fixture.TensorNames.Where(t => !t.StartsWith("in.", StringComparison.Ordinal) && t != "vision_pos_enc")];
        Assert.Contains("vision_features", expected);
        Assert.All(expected, tensor => Parity.Check(fixture, tensor, values[tensor]));

        // The table is that of one map, for each item of the batch.
        Tensor positions = fixture["vision_pos_enc"];
        float[] table = SinePosition.Create(positions.Shape[1], positions.Shape[2], positions.Shape[3]);
        Parity.Check(fixture, "vision_pos_enc", [.. Enumerable.Repeat(table, positions.Shape[0]).SelectMany(t => t)]);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Attentions))]
    public void Memory_attention(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        MemoryConfig config = SegmentationCase.Memory(fixture, weights);
        int n = config.Grid * config.Grid, c = config.Width, m = config.MemoryWidth, batch = fixture["in.curr"].Shape[1];
        RotaryTable table = RotaryTable.Create(config.Grid, c / config.NumHeads);
        Parity.Check(fixture, "rope.freqs_cos", table.Cosines);
        Parity.Check(fixture, "rope.freqs_sin", table.Sines);

        string[] cases = [.. fixture.TensorNames.Where(t => t.EndsWith(".out", StringComparison.Ordinal)).Select(t => t[..^".out".Length])];
        Assert.NotEmpty(cases);
        foreach (string key in cases)
        {
            string[] inner = [.. fixture.TensorNames.Where(t => t.StartsWith(key + ".mid.", StringComparison.Ordinal))];
            int tokens = fixture[key + ".in.memory"].Shape[0], frames = tokens / n;
            using NetworkRun run = NetworkRun.Record(weights, b =>
            {
                NetworkTensor image = b.Input("curr", 1, n, c), position = b.Input("curr_pos", 1, n, c);
                NetworkTensor memory = b.Input("memory", 1, -2, m), memoryPosition = b.Input("memory_pos", 1, -2, m);
                NetworkTensor Maps(NetworkTensor all) => b.Ops.Reshape(b.Ops.Take(all, 1, frames * n), frames, n, m);
                NetworkTensor output = MemoryAttention.Apply(
                    new ParameterScope<NetworkTensor>(b.Ops, "memory_attention"), config, image, position, Maps(memory), Maps(memoryPosition),
                    b.Ops.Skip(memory, 1, frames * n), b.Ops.Skip(memoryPosition, 1, frames * n),
                    (part, value) =>
                    {
                        if (inner.Contains($"{key}.mid.{part}"))
                        {
                            b.Output($"{key}.mid.{part}", value, 1, n, c);
                        }
                    });
                b.Output(key + ".out", output, 1, n, c);
            });
            IReadOnlyDictionary<string, float[]>[] values =
            [
                .. Enumerable.Range(0, batch).Select(i => run.Run(
                    ("curr", Item(fixture["in.curr"], i)), ("curr_pos", Item(fixture["in.curr_pos"], i)),
                    ("memory", Item(fixture[key + ".in.memory"], i)), ("memory_pos", Item(fixture[key + ".in.memory_pos"], i)))),
            ];
            Assert.All(inner, tensor => Parity.Check(fixture, tensor, values.SelectMany(v => v[tensor])));
            for (int i = 0; i < batch; i++)
            {
                Parity.Check(fixture.Name, $"{key}.out[{i}]", Item(fixture[key + ".out"], i).Values, values[i][key + ".out"]);
            }
        }
    }

    /// <summary>An item of the batch, which is the second axis: [N, B, C] to [1, N, C].</summary>
    private static Tensor Item(Tensor tensor, int index)
    {
        (int count, int batch, int width) = (tensor.Shape[0], tensor.Shape[1], tensor.Shape[2]);
        return new Tensor([1, count, width], [.. Enumerable.Range(0, count).SelectMany(i => tensor.Values.Skip(((i * batch) + index) * width).Take(width))]);
    }
}
