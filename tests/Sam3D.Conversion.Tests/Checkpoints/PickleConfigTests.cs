namespace Sam3D.Conversion.Tests;

public sealed class PickleConfigTests
{
    [Fact]
    public void PlainValuesAreReadAsAConfiguration()
    {
        ConfigNode node = Read(new Dictionary<string, object?>
        {
            ["encoder"] = "dinov2_vitl14",
            ["number"] = "14",
            ["size"] = -70_000,
            ["threshold"] = 0.5,
            ["tiny"] = 1e-30,
            ["endless"] = double.PositiveInfinity,
            ["output_mask"] = true,
            ["none"] = null,
            ["dims"] = new object?[] { 256, 128, new Dictionary<string, object?> { ["deep"] = 7 } },
        });
        Assert.Equal("dinov2_vitl14", node["encoder"].String());
        Assert.Equal("14", node["number"].String());
        Assert.Equal(-70_000, node["size"].Int());
        Assert.Equal(0.5, node["threshold"].Double());
        Assert.Equal(1e-30, node["tiny"].Double());
        Assert.Equal(double.PositiveInfinity, node["endless"].Double());
        Assert.True(node["output_mask"].Bool());
        Assert.Null(node.Find("none"));
        Assert.Equal(256, node["dims"][0].Int());
        Assert.Equal(7, node["dims"][2]["deep"].Int());
        Assert.Equal("model.pt: model_config.dims.1: expected a text, got '128'; correct it or fetch the file again.", Assert.Throws<CheckpointException>(node["dims"][1].String).Message);
    }

    [Fact]
    public void TheLastOfEqualKeysCounts()
    {
        PickleBuilder pickle = new PickleBuilder().Op("}(").Text("model_config").Op("}(").Text("a").Int(1).Text("a").Int(2).Op("u").Op("u");
        Assert.Equal(2, Open(pickle)["a"].Int());
    }

    [Theory]
    [InlineData("}(X\u0001\0\0\0aNu", "'model_config'")]
    [InlineData("N", "'model_config'")]
    [InlineData("]", "'model_config'")]
    public void AFileWithoutTheKeyIsRefused(string opcodes, string part) =>
        Assert.Contains(part, Assert.Throws<CheckpointException>(() => Open(new PickleBuilder().Op(opcodes))).Message, StringComparison.Ordinal);

    [Fact]
    public void TensorsAndBytesAreNoConfiguration()
    {
        PickleBuilder tensor = new PickleBuilder().Op("}(").Text("model_config").Op("}(").Text("w")
            .Tensor("FloatStorage", "0", 1, 0, [1], [1]).Op("uu");
        Assert.Contains("model_config.w: holds a tensor", Assert.Throws<CheckpointException>(() => Open(tensor)).Message, StringComparison.Ordinal);
        PickleBuilder bytes = new PickleBuilder().Op("}(").Text("model_config").Op("}(").Text("w").Op("C\u0001xuu");
        Assert.Contains("holds bytes", Assert.Throws<CheckpointException>(() => Open(bytes)).Message, StringComparison.Ordinal);
        PickleBuilder key = new PickleBuilder().Op("}(").Text("model_config").Op("}(").Op("NNuu");
        Assert.Contains("has None as a key", Assert.Throws<CheckpointException>(() => Open(key)).Message, StringComparison.Ordinal);
    }

    // Each list holds the one before twice: 2⁴⁰ values in a few hundred bytes.
    [Fact]
    public void SharedListsThatUnfoldWithoutEndAreRefused()
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => PickleConfig.Read(Doubled(40), "model_config", "model.pt"));
        Assert.Contains("200000", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void AListThatHoldsItselfIsRefused()
    {
        var items = new List<object?>();
        var list = new PickleList(items);
        items.Add(list);
        Assert.Contains("nests deeper", Assert.Throws<CheckpointException>(() => PickleConfig.Read(list, "", "model.pt")).Message, StringComparison.Ordinal);
    }

    private static PickleList Doubled(int times)
    {
        var list = new PickleList([1L]);
        for (int i = 0; i < times; i++)
        {
            list = new PickleList([list, list]);
        }

        return list;
    }

    private static ConfigNode Read(IReadOnlyDictionary<string, object?> config)
    {
        using var path = new ScratchFile("model.pt", PyTorchWriter.Build(
            [PyTorchWriter.Single("w", [1], 1)], under: "model", beside: new Dictionary<string, object?> { ["model_config"] = config }));
        using PyTorchFile file = PyTorchFile.Open(path.Path);
        Assert.Equal(["model.w"], file.Tensors.Keys);
        return file.ReadConfig("model_config", "model.pt");
    }

    private static ConfigNode Open(PickleBuilder pickle)
    {
        using var path = new ScratchFile("model.pt", PyTorchWriter.File(pickle.Stop(), storages: new byte[4]));
        using PyTorchFile file = PyTorchFile.Open(path.Path);
        return file.ReadConfig("model_config", "model.pt");
    }
}
