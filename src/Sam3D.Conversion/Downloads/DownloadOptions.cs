using System.Text;

namespace Sam3D.Conversion;

/// <summary>What is downloaded, from where, and as whom.</summary>
public sealed record DownloadOptions
{
    /// <summary>The official repository.</summary>
    public const string OfficialRepository = "facebook/sam-3d-objects";

    /// <summary>The repository of MoGe v1, which the official pipeline takes for depth.</summary>
    public const string DepthRepository = "Ruicheng/moge-vitl";

    /// <summary>MoGe's file in its repository.</summary>
    public const string DepthFile = "model.pt";

    /// <summary>The folder for MoGe's files inside of the checkpoint folder.</summary>
    public const string DepthFolder = "moge";

    /// <summary>The public hub.</summary>
    public static Uri DefaultEndpoint { get; } = new("https://huggingface.co");

    /// <summary>The repository, <c>owner/name</c>; <see cref="OfficialRepository"/> by default.</summary>
    public string Repository { get; init; } = OfficialRepository;

    /// <summary>Branch, tag or commit of <see cref="Repository"/>; <c>main</c> by default.</summary>
    public string Revision { get; init; } = "main";

    /// <summary>The hub: https, or http on this machine's loopback address.</summary>
    public Uri Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>
    /// The access token; <see langword="null"/> for none. It is sent to <see cref="Endpoint"/> alone, never to a server that it redirects to, and
    /// stands in no message and not in <see cref="ToString"/>.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// The files to fetch instead of those that the pipeline needs, by their path in the repository or beside <c>pipeline.yaml</c>; empty by default.
    /// Then <see cref="WithDepth"/> has no meaning.
    /// </summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Whether MoGe's <see cref="DepthFile"/> is fetched as well, from <c>main</c> of <see cref="DepthRepository"/>; true by default.</summary>
    public bool WithDepth { get; init; } = true;

    /// <summary>Whether finished files that differ from the repository's are replaced; false by default.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Files that are fetched at the same time, 1 to 8; 2 by default.</summary>
    public int MaxParallelFiles { get; init; } = 2;

    /// <summary>The wait before the second attempt, up to a minute, which doubles for each further one; one second by default.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What the server may make the download take.</summary>
    public DownloadLimits Limits { get; init; } = DownloadLimits.Default;

    /// <summary>
    /// The defaults with the endpoint and the token that the hub's own clients would take: <c>HF_ENDPOINT</c>; <c>HF_TOKEN</c>, else the file that
    /// <c>HF_TOKEN_PATH</c> names, else <c>token</c> in <c>HF_HOME</c>, which is <c>huggingface</c> in <c>XDG_CACHE_HOME</c> or <c>~/.cache</c>.
    /// </summary>
    /// <exception cref="DownloadException"><c>HF_ENDPOINT</c> is no address, or a token file is there that cannot be read.</exception>
    public static DownloadOptions FromEnvironment() => HubEnvironment.Read(Environment.GetEnvironmentVariable);

    /// <summary>Checks every member.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one, and never the token.</exception>
    public void Validate()
    {
        var violations = new List<string>();
        void Require(bool holds, string violation)
        {
            if (!holds)
            {
                violations.Add(violation);
            }
        }

        Require(HubPath.IsRepository(Repository), $"{nameof(Repository)} is {Wording.Quote(Repository)}, expected owner/name");
        Require(
            HubPath.IsRevision(Revision),
            $"{nameof(Revision)} is {Wording.Quote(Revision)}, expected a branch, tag or commit of letters, digits and . _ / -");
        Require(HubPath.IsEndpoint(Endpoint), $"{nameof(Endpoint)} is {Wording.Quote(Endpoint.ToString())}, expected https://host, or http:// on the loopback address");
        Require(Token is null || (Token.Length is > 0 and <= 1024 && Token.All(c => c is > ' ' and <= '~')), $"{nameof(Token)} is empty, too long or holds characters that no token has");
        foreach (string file in Files)
        {
            Require(HubPath.IsPlain(file, Limits), $"{nameof(Files)} holds {Wording.Quote(file)}, expected a plain relative path such as ss_decoder.ckpt");
        }

        Require(MaxParallelFiles is >= 1 and <= 8, $"{nameof(MaxParallelFiles)} is {MaxParallelFiles}, expected 1 to 8");
        Require(RetryDelay >= TimeSpan.Zero && RetryDelay <= TimeSpan.FromMinutes(1), $"{nameof(RetryDelay)} is {RetryDelay}, expected at most a minute");
        if (violations.Count > 0)
        {
            throw new ArgumentException($"{string.Join("; ", violations)}.");
        }
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Repository = {Repository}, Revision = {Revision}, Endpoint = {Endpoint}, Token = {(Token is null ? "none" : "(hidden)")}");
        return true;
    }
}
