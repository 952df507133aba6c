using System.CommandLine;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Commands;

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    private static readonly Option<bool> Debug = new("--debug")
    {
        Description = "Also print the stack trace of an error.",
        Recursive = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Write the result, or the error, as JSON to standard output.",
        Recursive = true,
    };

    private static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "No progress and no notes on standard error, only errors.",
        Recursive = true,
    };

    /// <summary>Adds them to the root; they hold for all commands below.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Options.Add(Json);
        root.Options.Add(Quiet);
        root.Options.Add(Debug);
    }

    /// <summary>The reporter that a command line asks for, also when other parts of it are wrong.</summary>
    public static Reporter Reporter(ParseResult parsed, Terminal terminal) =>
        new(terminal, isJson: IsGiven(parsed, Json), isQuiet: IsGiven(parsed, Quiet));

    /// <summary>Whether stack traces are wanted beside errors.</summary>
    public static bool IsDebug(ParseResult parsed) => IsGiven(parsed, Debug);

    private static bool IsGiven(ParseResult parsed, Option<bool> option) =>
        parsed.GetResult(option) is { Implicit: false } result && (result.Errors.Any() || result.GetValueOrDefault<bool>());
}
