using System.IO.Compression;
using System.Text;
using Sam3D.Text;

namespace Sam3D.Core.Tests.Text;

public sealed class MergeListTests
{
    [Fact]
    public void Missing_file()
    {
        BundleException error = Assert.Throws<BundleException>(() => MergeList.Read(Path.Combine(Path.GetTempPath(), "no-such-folder", MergeList.FileName)));
        Assert.Contains("No tokenizer file at", error.Message, StringComparison.Ordinal);
        Assert.Contains(MergeList.FileName, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b\nc\n", "line 3 is no pair")]
    [InlineData("a b\n", "has 1 merges, expected at least 48894")]
    public void Not_such_a_list(string lines, string expected) => Assert.Contains(expected, Refused(Encoding.UTF8.GetBytes("#version: 0.2\n" + lines)), StringComparison.Ordinal);

    [Fact]
    public void Truncated_gzip()
    {
        byte[] packed = Gzip(Encoding.UTF8.GetBytes("#version: 0.2\na b\n"));
        for (int length = 1; length < packed.Length; length++)
        {
            Assert.Contains("list.gz", Refused(packed[..length]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gzip_that_unpacks_to_too_much() => Assert.Contains("unpacks to more than 16777216 bytes", Refused(Gzip(new byte[MergeList.MaxBytes + 1])), StringComparison.Ordinal);

    private static string Refused(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("list.gz");
        File.WriteAllBytes(path, bytes);
        return Assert.Throws<BundleException>(() => MergeList.Read(path)).Message;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
