using System.Text.Json;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Tests;

/// <summary>Runs the application in this process, from its arguments to its exit code.</summary>
internal static class Cli
{
    /// <summary>Runs a command line and keeps what it writes.</summary>
    public static Task<CliResult> RunAsync(params string[] args) => RunUntilAsync(TestContext.Current.CancellationToken, args);

    /// <summary>Runs a command line that may be stopped.</summary>
    public static async Task<CliResult> RunUntilAsync(CancellationToken cancellationToken, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        int code = await CliApplication.RunAsync(args, terminal, cancellationToken);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}

/// <summary>What a run left.</summary>
/// <param name="ExitCode">What the process would return.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output, which has to be one JSON value and nothing else.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Checks that the run went well.</summary>
    public CliResult Succeeded()
    {
        Assert.True(ExitCode == Sam3D.Cli.ExitCode.Success, $"exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>Checks that the run failed with exactly one line, which is its error.</summary>
    public CliResult Failed(int exitCode, string messagePart)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}: {Error}");
        Assert.StartsWith("sam3d: error: ", Error, StringComparison.Ordinal);
        Assert.EndsWith("\n", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", Error[..^1], StringComparison.Ordinal);
        Assert.Contains(messagePart, Error, StringComparison.Ordinal);
        return this;
    }
}
