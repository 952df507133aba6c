using Sam3D.Bundles;

namespace Sam3D.Onnx.Tests.Bundles;

public sealed class ExternalDataTests
{
    [Fact]
    public void A_graph_without_external_tensors_passes() => Check(TinyOnnx.Scale(1, 2, 3));

    [Fact]
    public void A_listed_file_passes() => Check(TinyOnnx.ScaleExternally(4, "w.data"), "other.data", "w.data");

    [Theory]
    [InlineData("../x")]
    [InlineData("/etc/passwd")]
    [InlineData("./w.data")]
    [InlineData("sub/w.data")]
    [InlineData("..\\x")]
    [InlineData("W.data")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    [InlineData("")]
    public void Any_other_file_is_refused_by_name(string location)
    {
        string initializer = Refused(TinyOnnx.ScaleExternally(4, location), "w.data");
        string attribute = Refused(TinyOnnx.ConstantExternally(4, location), "w.data");
        Assert.Contains($"'{location}'", initializer, StringComparison.Ordinal);
        Assert.Contains($"'{location}'", attribute, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_of_a_graph_passes_or_is_refused()
    {
        byte[] graph = TinyOnnx.ScaleExternally(4, "w.data");
        int refused = 0;
        for (int length = 0; length < graph.Length; length++)
        {
            try
            {
                Check(graph[..length], "w.data");
            }
            catch (BundleException)
            {
                refused++;
            }
        }

        Assert.True(refused > graph.Length / 2, $"{refused} of {graph.Length}");
    }

    [Fact]
    public void Messages_nested_without_end_are_refused()
    {
        // Graph in attribute in node in graph …: fields 1, 5 and 6.
        byte[] inner = [];
        for (int i = 0; i < 200; i++)
        {
            inner = Wrap(1, Wrap(5, Wrap(6, inner)));
        }

        Assert.Contains("nested deeper", Refused(Wrap(7, inner)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x3B })] // start of a group
    [InlineData(new byte[] { 0x00, 0x00 })] // field 0
    [InlineData(new byte[] { 0xBA, 0x80, 0x80, 0x80, 0x70, 0x00 })] // a tag above 32 bits that reads as field 7 when it is cut
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // a length of 2⁶⁴ − 1
    [InlineData(new byte[] { 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })] // a number of 77 bits
    public void Malformed_fields_are_refused(byte[] model) => Assert.Contains("not a valid ONNX file", Refused(model), StringComparison.Ordinal);

    private static void Check(byte[] model, params string[] allowed)
    {
        using var stream = new MemoryStream(model);
        ExternalData.ThrowIfOutside(stream, allowed, "test.onnx");
    }

    private static string Refused(byte[] model, params string[] allowed)
    {
        BundleException error = Assert.Throws<BundleException>(() => Check(model, allowed));
        Assert.StartsWith("test.onnx", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    private static byte[] Wrap(int field, byte[] content)
    {
        List<byte> bytes = [(byte)((field << 3) | 2)];
        int length = content.Length;
        for (; length >= 0x80; length >>= 7)
        {
            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, (byte)length, .. content];
    }
}
