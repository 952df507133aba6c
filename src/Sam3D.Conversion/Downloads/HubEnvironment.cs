using System.Security;

namespace Sam3D.Conversion;

/// <summary>Where the hub's own clients look for their endpoint and token.</summary>
internal static class HubEnvironment
{
    private const int LongestTokenFile = 4096;

    /// <param name="variable">The value of an environment variable.</param>
    public static DownloadOptions Read(Func<string, string?> variable)
    {
        string? Given(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
        Uri endpoint = DownloadOptions.DefaultEndpoint;
        if (Given("HF_ENDPOINT") is { } address && !Uri.TryCreate(address, UriKind.Absolute, out endpoint!))
        {
            throw new DownloadException($"HF_ENDPOINT is {Wording.Quote(address)}, expected an address such as {DownloadOptions.DefaultEndpoint}; correct or unset it.");
        }

        return new DownloadOptions { Endpoint = endpoint, Token = Given("HF_TOKEN") ?? FromFile(Given("HF_TOKEN_PATH") ?? DefaultFile(Given)) };
    }

    private static string DefaultFile(Func<string, string?> given)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string cache = given("XDG_CACHE_HOME") ?? Path.Combine(given("HOME") ?? home, ".cache");
        return Path.Combine(given("HF_HOME") ?? Path.Combine(cache, "huggingface"), "token");
    }

    private static string? FromFile(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= LongestTokenFile })
            {
                return null;
            }

            return File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException or ArgumentException)
        {
            throw new DownloadException($"The token file {Wording.Path(path)} cannot be read; check its permissions, or set HF_TOKEN.", e);
        }
    }
}
