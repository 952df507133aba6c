namespace Sam3D.Cli.Reporting;

/// <summary>Where the application writes: results to <see cref="Output"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="ShowsBars">Whether a person looks at standard error, so that progress bars can be drawn.</param>
/// <param name="ShowsColors">Whether bars may have colours.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool ShowsBars = false, bool ShowsColors = false)
{
    /// <summary>The streams of this process.</summary>
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        ShowsBars: !Console.IsErrorRedirected && !IsSet("CI") && Environment.GetEnvironmentVariable("TERM") != "dumb",
        ShowsColors: !IsSet("NO_COLOR"));

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
