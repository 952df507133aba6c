using Sam3D.Conversion;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>The operations of the sparse networks, beside their definitions in plain loops.</summary>
public sealed class SlatOperationTests
{
    [Theory]
    [InlineData(1, 5, 7, 1)]
    [InlineData(2, 28, 3, 1)] // the widest input of which nine offsets make one product
    [InlineData(3, 29, 8, 1)]
    [InlineData(4, 86, 2, 1)] // wider than those of which three do
    [InlineData(5, 96, 3, 2)] // the same in parts: all 27, nine, three, and one
    [InlineData(6, 97, 8, 4)]
    [InlineData(7, 289, 4, 3)]
    [InlineData(8, 867, 2, 2)]
    public void Sparse_convolution(int seed, int input, int output, int parts)
    {
        var random = new Random(seed);
        VoxelIndex[] voxels = Voxels(random, 7, 0.4);
        voxels = voxels[..(voxels.Length / parts * parts)];
        var map = new NeighborMap();
        map.Build(voxels);
        float[] x = Values(random, voxels.Length * input), weight = Values(random, output * 27 * input), bias = Values(random, output);
        var checkpoint = new MemoryWeights().Add("weight", weight, output, 3, 3, 3, input).Add("bias", bias, output);
        using NetworkRun run = NetworkRun.Record(checkpoint, b => b.Output(
            "y",
            b.Ops.SubmanifoldConv(
                b.Input("x", -2, input), b.IndexInput("neighbors", -3, 27), b.Ops.Parameter("weight", output, 3, 3, 3, input), b.Ops.Parameter("bias", output), parts),
            -3, output));
        float[] actual = run.Run(
            ("x", new Tensor([voxels.Length, input], x)),
            ("neighbors", SlatFlowRun.Index(map.Rows.Span, map.Count, 27)))["y"];

        Parity.Check("conv", $"{input} to {output}", Convolve(voxels, voxels, v => v, x, weight, bias), actual, 1e-5);
    }

    [Theory]
    [InlineData(1, 5, 7, 1)]
    [InlineData(2, 325, 3, 5)] // the widest input of which eight parents make one product, then four, two and one
    [InlineData(3, 326, 4, 2)]
    [InlineData(4, 651, 2, 2)]
    [InlineData(5, 1301, 2, 2)]
    public void Convolution_over_subdivided_voxels(int seed, int input, int output, int parts)
    {
        var random = new Random(seed);
        VoxelIndex[] voxels = Voxels(random, 5, 0.4);
        voxels = voxels[..(voxels.Length / parts * parts)];
        var map = new NeighborMap();
        map.Build(voxels);
        var subdivision = new VoxelSubdivision();
        subdivision.Build(voxels, map.Rows.Span);
        float[] x = Values(random, voxels.Length * input), weight = Values(random, output * 27 * input), bias = Values(random, output);
        var checkpoint = new MemoryWeights().Add("weight", weight, output, 3, 3, 3, input).Add("bias", bias, output);
        using NetworkRun run = NetworkRun.Record(checkpoint, b => b.Output(
            "y",
            b.Ops.SubdividedConv(
                b.Input("x", -2, input), b.IndexInput("neighbors", -2, 27), b.Ops.Parameter("weight", output, 3, 3, 3, input), b.Ops.Parameter("bias", output), parts),
            -3, output));
        float[] actual = run.Run(
            ("x", new Tensor([voxels.Length, input], x)),
            ("neighbors", SlatFlowRun.Index(map.Rows.Span, map.Count, 27)))["y"];
        float[] expected = Convolve(subdivision.Children.ToArray(), voxels, v => new VoxelIndex(v.X >> 1, v.Y >> 1, v.Z >> 1), x, weight, bias);
        Parity.Check("subdivided conv", $"{input} to {output}", expected, actual, 1e-5);
    }

    /// <summary>The definition: each voxel's 27 neighbours, whose features are those of <paramref name="origin"/>.</summary>
    private static float[] Convolve(
        VoxelIndex[] voxels, VoxelIndex[] origins, Func<VoxelIndex, VoxelIndex> origin, float[] x, float[] weight, float[] bias)
    {
        int output = bias.Length, input = weight.Length / 27 / output;
        float[] expected = new float[voxels.Length * output];
        for (int i = 0; i < voxels.Length; i++)
        {
            for (int o = 0; o < output; o++)
            {
                double sum = bias[o];
                for (int k = 0; k < 27; k++)
                {
                    var at = new VoxelIndex(voxels[i].X + (k / 9) - 1, voxels[i].Y + (k / 3 % 3) - 1, voxels[i].Z + (k % 3) - 1);
                    int row = Array.IndexOf(origins, origin(at));
                    for (int c = 0; row >= 0 && c < input; c++)
                    {
                        sum += weight[(((o * 27) + k) * input) + c] * x[(row * input) + c];
                    }
                }

                expected[(i * output) + o] = (float)sum;
            }
        }

        return expected;
    }

    [Theory]
    [InlineData(1, 3, 16, 9, 4, 1)]
    [InlineData(2, 2, 20, 7, 7, 7)]
    [InlineData(3, 1, 5, 1)]
    [InlineData(4, 4, 8, 64, 33, 2, 64)]
    public void Window_attention(int seed, int heads, int dim, params int[] lengths)
    {
        var random = new Random(seed);
        int width = heads * dim, windows = lengths.Length, longest = lengths.Max();
        float[] q = Values(random, windows * longest * width, 3), k = Values(random, q.Length, 3), v = Values(random, q.Length);
        using NetworkRun run = NetworkRun.Record(new MemoryWeights(), b => b.Output(
            "y",
            b.Ops.WindowAttention(
                b.Input("q", -2, -3, width), b.Input("k", -2, -3, width), b.Input("v", -2, -3, width), b.IndexInput("lengths", -2), heads, width),
            -2, -3, width));
        float[] actual = run.Run(
            ("q", new Tensor([windows, longest, width], q)),
            ("k", new Tensor([windows, longest, width], k)),
            ("v", new Tensor([windows, longest, width], v)),
            ("lengths", SlatFlowRun.Index(lengths, windows)))["y"];

        float[] expected = new float[q.Length];
        for (int window = 0; window < windows; window++)
        {
            for (int place = 0; place < longest; place++)
            {
                int row = (window * longest) + place;
                if (place >= lengths[window])
                {
                    actual.AsSpan(row * width, width).Clear(); // means nothing
                    continue;
                }

                int[] keys = [.. Enumerable.Range(window * longest, lengths[window])];
                for (int head = 0; head < heads; head++)
                {
                    double[] scores = [.. keys.Select(j => Enumerable.Range(head * dim, dim).Sum(c => (double)q[(row * width) + c] * k[(j * width) + c]) / Math.Sqrt(dim))];
                    double[] weights = [.. scores.Select(s => Math.Exp(s - scores.Max()))];
                    for (int c = head * dim; c < (head + 1) * dim; c++)
                    {
                        expected[(row * width) + c] = (float)(keys.Zip(weights).Sum(p => v[(p.First * width) + c] * p.Second) / weights.Sum());
                    }
                }
            }
        }

        Parity.Check("window attention", $"windows of {string.Join(", ", lengths)}, {heads} heads of {dim}", expected, actual, 1e-5);
    }

    private static VoxelIndex[] Voxels(Random random, int resolution, double density)
    {
        VoxelIndex[] voxels =
        [
            .. Enumerable.Range(0, resolution * resolution * resolution).Where(_ => random.NextDouble() < density)
                .Select(i => new VoxelIndex(i / (resolution * resolution), i / resolution % resolution, i % resolution)),
        ];
        random.Shuffle(voxels);
        return voxels;
    }

    private static float[] Values(Random random, int count, float range = 1) =>
        [.. Enumerable.Range(0, count).Select(_ => ((2 * random.NextSingle()) - 1) * range)];

    /// <summary>Weights that are made up.</summary>
    private sealed class MemoryWeights : ICheckpoint
    {
        private readonly Dictionary<string, CheckpointTensor> _tensors = [];
        private readonly Dictionary<string, float[]> _values = [];

        public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

        public MemoryWeights Add(string name, float[] values, params long[] shape)
        {
            _values.Add(name, values);
            _tensors.Add(name, new CheckpointTensor(name, CheckpointType.Float32, shape));
            return this;
        }

        public float[] ReadSingle(string name) => _values[name];

        public Stream OpenRead(string name) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
