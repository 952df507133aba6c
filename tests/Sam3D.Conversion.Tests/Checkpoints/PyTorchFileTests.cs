using System.Text;

namespace Sam3D.Conversion.Tests;

public sealed class PyTorchFileTests
{
    public static TheoryData<CheckpointType, byte[], float[]> Types => StoredValues.All;

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadsEveryElementType(CheckpointType type, byte[] bytes, float[] values)
    {
        using var path = new ScratchFile("x.pt", PyTorchWriter.Build([(new CheckpointTensor("t", type, [values.Length]), bytes)]));
        using PyTorchFile file = PyTorchFile.Open(path.Path);
        Assert.Equal(type, file.Tensors["t"].Type);
        Assert.Equal(values, file.ReadSingle("t"));
        Assert.Equal(bytes, CheckpointReading.ReadBytes(file, "t"));
    }

    [Fact]
    public void ComplexTensorsAreListedAndOnlyTheirBytesRead()
    {
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        using var path = new ScratchFile("x.pt", PyTorchWriter.Build([(new CheckpointTensor("freqs_cis", CheckpointType.Complex64, [2, 2]), bytes), PyTorchWriter.Single("w", [1], 3)]));
        using PyTorchFile file = PyTorchFile.Open(path.Path);
        Assert.Equal(CheckpointType.Complex64, file.Tensors["freqs_cis"].Type);
        Assert.Equal(bytes, CheckpointReading.ReadBytes(file, "freqs_cis"));
        Assert.Contains("'freqs_cis' is complex", Assert.Throws<CheckpointException>(() => file.ReadSingle("freqs_cis")).Message, StringComparison.Ordinal);
        Assert.Equal([3], file.ReadSingle("w"));
    }

    [Theory]
    [InlineData("archive", false)]
    [InlineData("ss_generator", true)]
    public void ReadsStateDicts(string root, bool zip64)
    {
        using var path = new ScratchFile("x.ckpt", PyTorchWriter.Build(
            [PyTorchWriter.Single("b.weight", [2, 2], 1, 2, 3, 4), PyTorchWriter.Single("a.bias", [], 5)], root: root, zip64: zip64));
        using PyTorchFile file = PyTorchFile.Open(path.Path);
        Assert.Equal(["b.weight", "a.bias"], file.Tensors.Keys);
        Assert.Equal([2, 2], file.Tensors["b.weight"].Shape);
        Assert.Empty(file.Tensors["a.bias"].Shape);
        Assert.Equal([1, 2, 3, 4], file.ReadSingle("b.weight"));
        Assert.Equal([5], file.ReadSingle("a.bias"));
    }

    [Fact]
    public void JoinsTheKeysOfNestedContainersWithDots()
    {
        PickleBuilder pickle = new PickleBuilder().Op("}(").Text("epoch").Int(3)
            .Text("state_dict").Op("}(").Text("_base_models.generator.x");
        Whole(pickle).Op("u").Text("list").Op("](N");
        Whole(pickle).Op("e").Text("pair").Op(")");
        Whole(pickle).Op("\x86").Int(7);
        Whole(pickle).Op("N");
        Whole(pickle).Op("u");
        Assert.Equal(["state_dict._base_models.generator.x", "list.1", "pair.1", "7", "<None>"], Names(pickle));
    }

    [Fact]
    public void NamesABareTensorWithTheEmptyName() => Assert.Equal([""], Names(Whole(new PickleBuilder())));

    [Fact]
    public void ReadsSharedValuesUnderEachName()
    {
        PickleBuilder pickle = new PickleBuilder().Op("}(").Text("model").Op("}").Text("w");
        Whole(pickle).Op("sq\x05").Text("ema").Op("h\x05u");
        Assert.Equal(["model.w", "ema.w"], Names(pickle));
    }

    [Fact]
    public void ReadsViewsOfOneStorage()
    {
        Dictionary<string, float[]> read = Read(new PickleBuilder().Op("}(")
            .Text("tail").Tensor("FloatStorage", "0", 6, 4, [2], [1])
            .Text("turned").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3])
            .Text("column").Tensor("FloatStorage", "0", 6, 1, [2, 1], [3, 77])
            .Text("repeated").Tensor("FloatStorage", "0", 6, 5, [2, 2], [0, 0])
            .Text("windows").Tensor("FloatStorage", "0", 6, 0, [3, 3], [1, 1])
            .Text("empty").Tensor("FloatStorage", "0", 6, 6, [0, 3], [1, 1]).Op("u"));
        Assert.Equal([4, 5], read["tail"]);
        Assert.Equal([0, 3, 1, 4, 2, 5], read["turned"]);
        Assert.Equal([1, 4], read["column"]);
        Assert.Equal([5, 5, 5, 5], read["repeated"]);
        Assert.Equal([0, 1, 2, 1, 2, 3, 2, 3, 4], read["windows"]);
        Assert.Empty(read["empty"]);
    }

    [Fact]
    public void ReadsParametersSizesAndUntypedStorages()
    {
        PickleBuilder pickle = new PickleBuilder().Op("}(").Text("parameter").Global("torch._utils", "_rebuild_parameter").Op("(");
        Whole(pickle).Raw(0x88).Global("collections", "OrderedDict").Op(")RtR");
        pickle.Text("size").Global("torch", "Size").Ints([6]).Op("\x85R").Text("dtype").Global("torch", "float32")
            .Text("v3").Global("torch._utils", "_rebuild_tensor_v3").Op("((").Text("storage").Global("torch.storage", "UntypedStorage")
            .Text("0").Text("cpu").Int(24).Op("tQ").Int(2).Ints([2]).Ints([1]).Raw(0x89).Global("collections", "OrderedDict").Op(")R")
            .Global("torch", "float32").Op("tRu");
        Dictionary<string, float[]> read = Read(pickle);
        Assert.Equal([0, 1, 2, 3, 4, 5], read["parameter"]);
        Assert.Equal([2, 3], read["v3"]);
        Assert.Equal(2, read.Count);
    }

    [Fact]
    public void ReadsProtocol4WithFramesAndMemoize()
    {
        PickleBuilder pickle = new PickleBuilder(4).Raw(0x95, 10, 0, 0, 0, 0, 0, 0, 0).Op("}\x94\x8c\x01w\x94");
        pickle.Raw(0x8c, 12).Op("torch._utils\x94").Raw(0x8c, 18).Op("_rebuild_tensor_v2\x94\x93\x94(")
            .Storage("FloatStorage", "0", 6).Int(0).Ints([6]).Ints([1]).Raw(0x89).Global("collections", "OrderedDict").Op(")RtRs");
        Assert.Equal([0, 1, 2, 3, 4, 5], Read(pickle)["w"]);
    }

    [Fact]
    public void LeavesOutPlainValues()
    {
        PickleBuilder pickle = new PickleBuilder().Op("}(").Text("int").Int(-70_000).Text("long").Int(1L << 40)
            .Text("huge").Int(System.Numerics.BigInteger.Pow(7, 300)).Text("float").Op("G").Raw(0x3f, 0xf0, 0, 0, 0, 0, 0, 0)
            .Text("none").Op("N").Text("yes").Raw(0x88).Text("bytes").Raw((byte)'C', 1, 0xff).Text("old").Op("U\x01x").Text("empty").Op(")]}\x87");
        Assert.Empty(Names(pickle.Op("u")));
    }

    [Fact]
    public void ReadsATransposedTensorLikeThePlainGather()
    {
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
        {
            // A permuted row-major layout of random sizes.
            int rank = random.Next(1, 5);
            long[] sizes = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 5))];
            int[] order = [.. Enumerable.Range(0, rank)];
            random.Shuffle(order);
            long[] stride = new long[rank];
            long step = 1;
            foreach (int d in order)
            {
                stride[d] = step;
                step *= sizes[d];
            }

            byte[] storage = new byte[step * 2];
            random.NextBytes(storage);
            using var stream = new ReorderStream(storage, sizes, stride, 2);
            byte[] actual = new byte[stream.Length];
            stream.ReadExactly(actual);
            Assert.Equal(Gather(storage, sizes, stride), actual);
        }
    }

    [Fact]
    public void AsksForWholeCheckpointsToBeReducedToTensors()
    {
        using var path = new ScratchFile("x.ckpt", Attack.All["omegaconf.pt"].Bytes);
        string message = Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path.Path)).Message;
        Assert.Contains("'omegaconf.dictconfig.DictConfig'", message);
        Assert.Contains("torch.save(model.state_dict(), path)", message);
    }

    [Fact]
    public void ReadsALargeStateDictInTime()
    {
        (CheckpointTensor, byte[])[] tensors = [.. Enumerable.Range(0, 5_000).Select(i => PyTorchWriter.Single($"block.{i}.weight", [2, 2], i, 0, 0, i))];
        using var path = new ScratchFile("x.pt", PyTorchWriter.Build(tensors));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal([4_999, 0, 0, 4_999], CheckpointReading.ReadAll(path.Path)["block.4999.weight"]);
        TestContext.Current.TestOutputHelper!.WriteLine($"5,000 tensors in {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void PadsAndStoresAsPyTorchDoes()
    {
        byte[] file = PyTorchWriter.Build([PyTorchWriter.Single("t", [1], 5)]);
        int data = file.AsSpan().IndexOf(BitConverter.GetBytes(5f));
        Assert.Equal(0, data % 64);
        Assert.Contains("archive/data/0", Encoding.Latin1.GetString(file));
    }

    // The storage holds 0, 1, …, 5.
    private static PickleBuilder Whole(PickleBuilder pickle) => pickle.Tensor("FloatStorage", "0", 6, 0, [6], [1]);

    private static Dictionary<string, float[]> Read(PickleBuilder pickle)
    {
        byte[] storage = [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))];
        using var path = new ScratchFile("x.pt", PyTorchWriter.File(pickle.Stop(), storages: storage));
        return CheckpointReading.ReadAll(path.Path);
    }

    private static IEnumerable<string> Names(PickleBuilder pickle) => Read(pickle).Keys;

    private static byte[] Gather(byte[] storage, long[] sizes, long[] stride)
    {
        var result = new List<byte>();
        for (long i = 0; i < sizes.Aggregate(1L, (a, b) => a * b); i++)
        {
            (long rest, long place) = (i, 0);
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                place += rest % sizes[d] * stride[d];
                rest /= sizes[d];
            }

            result.Add(storage[place * 2]);
            result.Add(storage[(place * 2) + 1]);
        }

        return [.. result];
    }
}
