using System.Runtime.InteropServices;
using Sam3D.Bundles;
using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion.Tests.Graphs;

public sealed class OnnxModelWriterTests
{
    private const int Half = 10;
    private const int Byte = 2;

    [Fact]
    public void Float16WeightsAreRoundedToNearest()
    {
        float[] values =
        [
            0, -0f, 1, -1, 1.00048828125f, 1.0009765625f, 1.00146484375f, 65504, -65504, 65488, 5.9604645e-8f, 2.9802322e-8f, 2.9802326e-8f, 6.1e-5f, 1e-10f, 1f / 3,
        ];
        TensorProto weight = Write(Linear(values, GraphPrecision.Float16)).Single(t => t.Name == "weight.T.f16");
        Assert.Equal(Half, weight.DataType);
        Assert.Equal([4, 4], weight.Dims);
        Half[] stored = MemoryMarshal.Cast<byte, Half>(weight.RawData.Span).ToArray();
        Assert.Equal(Transposed(values, 4, 4).Select(v => BitConverter.HalfToUInt16Bits((Half)v)), stored.Select(BitConverter.HalfToUInt16Bits));

        // A tie between two neighbours goes to the even one.
        Assert.Equal((Half)1f, (Half)values[4]);
        Assert.Equal((Half)1.001953125f, (Half)values[6]);
    }

    [Theory]
    [InlineData(65520f, GraphPrecision.Float16, "holds 65520, which cannot be stored as float16, expected magnitudes up to 65504")]
    [InlineData(-1e6f, GraphPrecision.Float16, "holds -1E+06")]
    [InlineData(float.PositiveInfinity, GraphPrecision.Float16, "holds Infinity")]
    [InlineData(float.NaN, GraphPrecision.Float16, "holds NaN")]
    [InlineData(float.NegativeInfinity, GraphPrecision.Int8, "holds -Infinity, which cannot be stored as 8-bit integers")]
    [InlineData(float.NaN, GraphPrecision.Int8, "holds NaN")]
    public void AWeightThatDoesNotFitIsRefused(float value, GraphPrecision precision, string expected)
    {
        float[] values = new float[256];
        values[37] = value;
        string message = Assert.Throws<CheckpointException>(() => Write(Linear(values, precision))).Message;
        Assert.StartsWith("The checkpoint: tensor 'weight' ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.EndsWith("convert with precision fp32.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IntegersAndScalesOfAWeightBelongTogether(bool external)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 256 * 256).Select(_ => random.NextSingle() - 0.5f)];
        using var data = new MemoryStream();
        IReadOnlyList<TensorProto> tensors = Write(Linear(values, GraphPrecision.Int8), external ? data : null);
        TensorProto integers = tensors.Single(t => t.Name == "weight.q8"), scales = tensors.Single(t => t.Name == "weight.q8.scale");
        Assert.Equal(Byte, integers.DataType);
        Assert.Equal([256, 16, 16], integers.Dims);
        Assert.Equal([256, 16], scales.Dims);
        byte[] expected = new byte[values.Length];
        float[] expectedScales = new float[values.Length / 16];
        BlockQuantizer.Quantize(values, 16, expected, expectedScales);
        Assert.Equal(expected, Content(integers, data));
        Assert.Equal(expectedScales, MemoryMarshal.Cast<byte, float>(Content(scales, data)).ToArray());
    }

    [Theory]
    [InlineData(GraphPrecision.Float32)]
    [InlineData(GraphPrecision.Float16)]
    [InlineData(GraphPrecision.Int8)]
    public void AWeightThatIsUsedTwiceIsStoredOnceAndReadOnce(GraphPrecision precision)
    {
        var checkpoint = new OneTensor(new float[256], 16, 16);
        var builder = new OnnxGraphBuilder("g", checkpoint, precision) { Int8 = new Int8Layout { BlockSize = 16, MinElements = 0 } };
        GraphValue x = builder.Input("x", 3, 16);
        for (int i = 0; i < 2; i++)
        {
            builder.Output($"y{i}", builder.Linear(x, builder.Parameter("weight", 16, 16), null), 3, 16);
        }

        Write(builder);
        Assert.Equal(1, checkpoint.Reads);
    }

    [Fact]
    public void AValueIsCastOnceAndMovedAsItStands()
    {
        var builder = new OnnxGraphBuilder("g", new OneTensor(new float[256], 16, 16), GraphPrecision.Float16);
        GraphValue x = builder.Input("x", 4, 16), weight = builder.Parameter("weight", 16, 16);
        GraphValue first = builder.Linear(x, weight, null), second = builder.Linear(x, weight, null);
        GraphValue q = builder.Reshape(first, 1, 4, 16), k = builder.Transpose(builder.Reshape(second, 1, 4, 16), 0, 1, 2);
        builder.Output("y", builder.Attention(q, k, k, 2), 1, 4, 16);

        // The input to float16, the result to float32: nothing in between.
        Assert.Equal(2, builder.Graph.Node.Count(n => n.OpType == "Cast"));
        Assert.Equal(builder.Graph.Node.Count, builder.Graph.Node.Select(n => n.Name).Distinct().Count());
    }

    [Fact]
    public void WeightsAloneAreNarrowWhereProductsStayFloat32()
    {
        var checkpoint = new OneTensor(new float[256], 16, 16);
        var builder = new OnnxGraphBuilder("g", checkpoint, GraphPrecision.Float16) { Float32Products = true };
        GraphValue x = builder.Input("x", 1, 4, 16), weight = builder.Parameter("weight", 16, 16);
        GraphValue q = builder.Linear(x, weight, null), k = builder.Linear(q, weight, null);
        GraphValue rows = builder.MatMul(builder.Constant(new float[64], 16, 4), builder.Attention(q, k, k, 2)); // a constant is no weight
        builder.Output("y", builder.Add(rows, weight), 1, 16, 16); // nor is this a product

        NodeProto cast = Assert.Single(builder.Graph.Node, n => n.OpType == "Cast");
        Assert.Equal(["weight.T.f16"], cast.Input);
        Assert.Equal(2, builder.Graph.Node.Count(n => n.OpType == "MatMul" && n.Input[1] == cast.Output[0]));
        IReadOnlyList<TensorProto> tensors = Write(builder);
        Assert.Equal(Half, tensors.Single(t => t.Name == "weight.T.f16").DataType);
        Assert.DoesNotContain(tensors, t => t.Name != "weight.T.f16" && t.DataType == Half);
    }

    [Fact]
    public void AttentionStaysFloat32WhereThatIsAskedFor()
    {
        var builder = new OnnxGraphBuilder("g", new OneTensor([], 0, 0), GraphPrecision.Float16) { Float32Attention = true };
        GraphValue x = builder.Input("x", 1, 4, 16);
        builder.Output("y", builder.Attention(x, x, x, 2), 1, 4, 16);
        Assert.DoesNotContain(builder.Graph.Node, n => n.OpType == "Cast");
    }

    [Theory]
    [InlineData(1024, 512, true)]
    [InlineData(1023, 512, false)]
    [InlineData(1024, 544, false)]
    [InlineData(8, 1024, false)]
    public void LargeLayersOfWholeBlocksBecomeIntegers(int output, int input, bool expected)
    {
        var layout = new Int8Layout();
        Assert.Equal(expected, layout.Takes(new GraphTensor("w", [output, input], () => [])));
        Assert.False(layout.Takes(new GraphTensor("c", [output, input], () => []) { IsConstant = true }));
    }

    private static OnnxGraphBuilder Linear(float[] values, GraphPrecision precision)
    {
        int side = (int)Math.Sqrt(values.Length);
        var builder = new OnnxGraphBuilder("g", new OneTensor(values, side, side), precision) { Int8 = new Int8Layout { BlockSize = 16, MinElements = 0 } };
        builder.Output("y", builder.Linear(builder.Input("x", 2, side), builder.Parameter("weight", side, side), null), 2, side);
        return builder;
    }

    private static IReadOnlyList<TensorProto> Write(OnnxGraphBuilder builder, Stream? data = null)
    {
        using var stream = new MemoryStream();
        if (data is null)
        {
            OnnxModelWriter.WriteInline(builder, stream);
        }
        else
        {
            OnnxModelWriter.WriteExternal(builder, stream, data, "data");
        }

        return [.. ModelProto.Parser.ParseFrom(stream.ToArray()).Graph.Initializer];
    }

    private static byte[] Content(TensorProto tensor, MemoryStream data)
    {
        int Number(string key) => int.Parse(tensor.ExternalData.Single(e => e.Key == key).Value, System.Globalization.CultureInfo.InvariantCulture);
        return tensor.ExternalData.Count == 0 ? tensor.RawData.ToByteArray() : data.ToArray().AsSpan(Number("offset"), Number("length")).ToArray();
    }

    private static float[] Transposed(float[] values, int rows, int columns) =>
        [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];

    /// <summary>A checkpoint with the matrix <c>weight</c>.</summary>
    private sealed class OneTensor(float[] values, int rows, int columns) : ICheckpoint
    {
        public int Reads { get; private set; }

        public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; } = new Dictionary<string, CheckpointTensor>
        {
            ["weight"] = new("weight", CheckpointType.Float32, [rows, columns]),
        };

        public float[] ReadSingle(string name)
        {
            Reads++;
            return values;
        }

        public Stream OpenRead(string name) => new MemoryStream(MemoryMarshal.AsBytes<float>(values).ToArray());

        public void Dispose()
        {
        }
    }
}
