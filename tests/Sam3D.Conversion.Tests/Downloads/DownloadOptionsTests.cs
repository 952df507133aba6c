namespace Sam3D.Conversion.Tests.Downloads;

public sealed class DownloadOptionsTests
{
    [Fact]
    public void TheDefaultsAreTheOfficialOnes()
    {
        var options = new DownloadOptions();
        options.Validate();
        Assert.Equal("facebook/sam-3d-objects", options.Repository);
        Assert.Equal("main", options.Revision);
        Assert.Equal(new Uri("https://huggingface.co"), options.Endpoint);
        Assert.Null(options.Token);
        Assert.True(options.WithDepth);
        Assert.Empty(options.Files);
        Assert.Equal(2, options.MaxParallelFiles);
    }

    [Fact]
    public void TheTokenStandsNowhere()
    {
        var options = new DownloadOptions { Token = "hf_secret" };
        Assert.DoesNotContain("hf_secret", options.ToString(), StringComparison.Ordinal);
        ArgumentException error = Assert.Throws<ArgumentException>(() => (options with { Token = "hf_secret\r\nX: y" }).Validate());
        Assert.DoesNotContain("hf_secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryViolationIsNamed()
    {
        var options = new DownloadOptions { Repository = "a/../b", Revision = "-x", Endpoint = new Uri("ftp://x"), Files = ["../x"], MaxParallelFiles = 9, RetryDelay = TimeSpan.FromHours(1) };
        string message = Assert.Throws<ArgumentException>(options.Validate).Message;
        Assert.All((string[])["Repository", "Revision", "Endpoint", "Files", "MaxParallelFiles", "RetryDelay"], name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://example.org")]
    [InlineData("https://user:password@example.org")]
    [InlineData("https://example.org?x=1")]
    [InlineData("file:///etc")]
    public void AnEndpointThatOthersCanReadIsRefused(string address) =>
        Assert.Throws<ArgumentException>(() => new DownloadOptions { Endpoint = new Uri(address) }.Validate());

    [Theory]
    [InlineData("owner")]
    [InlineData("owner/name/more")]
    [InlineData("/name")]
    [InlineData("owner/..")]
    [InlineData("owner/na me")]
    [InlineData("owner/n?x")]
    public void ARepositoryIsOwnerAndName(string name) =>
        Assert.Throws<ArgumentException>(() => new DownloadOptions { Repository = name }.Validate());

    [Fact]
    public void TheEnvironmentOfTheHubsOwnClientsIsRead()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File(".cache/huggingface"));
        File.WriteAllText(folder.File(".cache/huggingface/token"), "of-home\n");
        Directory.CreateDirectory(folder.File("hf"));
        File.WriteAllText(folder.File("hf/token"), "of-hf-home");
        File.WriteAllText(folder.File("path"), "of-path");

        Assert.Equal("of-home", Read(("HOME", folder.Path)).Token);
        Assert.Equal("of-hf-home", Read(("HOME", folder.Path), ("HF_HOME", folder.File("hf"))).Token);
        Assert.Equal("of-home", Read(("HOME", "/nowhere"), ("XDG_CACHE_HOME", folder.File(".cache"))).Token);
        Assert.Equal("of-path", Read(("HOME", folder.Path), ("HF_TOKEN_PATH", folder.File("path"))).Token);
        Assert.Equal("of-variable", Read(("HOME", folder.Path), ("HF_TOKEN", " of-variable ")).Token);
        Assert.Null(Read(("HOME", folder.File("nowhere")), ("HF_TOKEN", " ")).Token);
        Assert.Equal(DownloadOptions.DefaultEndpoint, Read(("HOME", folder.Path)).Endpoint);
        Assert.Equal(new Uri("https://hub.example.org"), Read(("HOME", folder.Path), ("HF_ENDPOINT", "https://hub.example.org")).Endpoint);
        Assert.Contains("HF_ENDPOINT", Assert.Throws<DownloadException>(() => Read(("HF_ENDPOINT", "no address"))).Message, StringComparison.Ordinal);
    }

    private static DownloadOptions Read(params (string Name, string Value)[] variables) =>
        HubEnvironment.Read(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
