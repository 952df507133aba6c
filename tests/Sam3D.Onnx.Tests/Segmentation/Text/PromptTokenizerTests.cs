namespace Sam3D.Onnx.Tests.Segmentation.Text;

public sealed class PromptTokenizerTests
{
    [Fact]
    public void Merges_of_unknown_tokens()
    {
        string lines = string.Join('\n', Enumerable.Range(0, PromptTokenizer.Start - 512).Select(i => $"q{i} z"));
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "merges.txt");
        File.WriteAllText(path, "#version: 0.2\n" + lines);
        Assert.Contains("merges 'q0' and 'z', which are no tokens", Assert.Throws<BundleException>(() => PromptTokenizer.Open(path)).Message, StringComparison.Ordinal);
    }
}
