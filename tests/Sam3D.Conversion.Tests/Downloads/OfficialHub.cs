using Sam3D.Conversion;

namespace Sam3D.Conversion.Tests.Downloads;

/// <summary>A hub with repositories of the official form: small files, random content.</summary>
internal static class OfficialHub
{
    public const string Main = DownloadOptions.OfficialRepository;
    public const string Depth = DownloadOptions.DepthRepository;
    public const string Token = "hf_NobodyMaySeeThis";

    public const string Pipeline = """
        version: test
        ss_generator_config_path: ss_generator.yaml
        ss_generator_ckpt_path: ss_generator.ckpt
        ss_decoder_config_path: ss_decoder.yaml
        ss_decoder_ckpt_path: ss_decoder.ckpt
        slat_decoder_gs_4_config_path: null
        """;

    /// <summary>Starts one.</summary>
    public static TestHub Start() => new TestHub()
        .Add(Main, "README.md", "about")
        .Add(Main, "LICENSE", "the licence")
        .Add(Main, "checkpoints/pipeline.yaml", Pipeline)
        .Add(Main, "checkpoints/ss_generator.yaml", "module: {}")
        .Add(Main, "checkpoints/ss_decoder.yaml", "resolution: 16")
        .Add(Main, "checkpoints/ss_generator.ckpt", Weights(1, 300_000))
        .Add(Main, "checkpoints/ss_decoder.ckpt", Weights(2, 200_000))
        .Add(Main, "checkpoints/training-state.ckpt", Weights(3, 1_000))
        .Add(Depth, "README.md", "about depth")
        .Add(Depth, "model.pt", Weights(4, 100_000));

    /// <summary>Options for it, without long waits.</summary>
    public static DownloadOptions Options(this TestHub hub) =>
        new() { Endpoint = hub.Endpoint, Token = Token, RetryDelay = TimeSpan.FromMilliseconds(1) };

    /// <summary>Options for one large file.</summary>
    public static DownloadOptions Decoder(this TestHub hub) => hub.Options() with { Files = ["ss_decoder.ckpt"] };

    /// <summary>Content that does not repeat.</summary>
    public static byte[] Weights(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Downloads, with the time of a test as its limit.</summary>
    public static Task<IReadOnlyList<DownloadedFile>> DownloadAsync(string folder, DownloadOptions options, IProgress<DownloadProgress>? progress = null) =>
        CheckpointDownloader.DownloadAsync(folder, options, progress, TestContext.Current.CancellationToken);

    /// <summary>Downloads, which must fail in one line that does not hold the token.</summary>
    public static async Task<string> RefusesAsync(string folder, DownloadOptions options, params string[] parts)
    {
        DownloadException error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(folder, options));
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(Token, error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        foreach (string part in parts)
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        return error.Message;
    }

    /// <summary>The files below a folder, with forward slashes.</summary>
    public static string[] FilesBelow(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];
}
