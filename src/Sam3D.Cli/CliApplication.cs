using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using Sam3D.Cli.Commands;
using Sam3D.Cli.Commands.Engine;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli;

/// <summary>The whole application: arguments in, exit code out. Every error ends here.</summary>
internal static class CliApplication
{
    private const string Description =
        "Turns photographs into 3D assets with SAM 3D Objects, and checkpoints into model bundles. Results go to standard output, progress and errors to standard error.";

    /// <summary>The version of this build.</summary>
    public static string Version { get; } = typeof(CliApplication).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellationToken">Stops the work; nothing half-written is left.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // No response files: a picture may be called @photo.png.
        ParseResult parsed = CreateRoot(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Reporter reporter = GlobalOptions.Reporter(parsed, terminal);
        try
        {
            if (parsed.Errors.Count > 0)
            {
                throw new UsageException(string.Join(" ", parsed.Errors.Select(e => e.Message).Distinct()));
            }

            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return Report(e, reporter, parsed, terminal, cancellationToken);
        }
    }

    private static int Report(Exception error, Reporter reporter, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        (int code, string type, string message) = error switch
        {
            UsageException => (ExitCode.BadUsage, "UsageException", $"{error.Message} Run '{HelpCall(parsed)}' for help."),
            DeviceException => (ExitCode.NoDevice, nameof(DeviceException), error.Message),
            Sam3DException => (ExitCode.BadData, error.GetType().Name, error.Message),
            StoppedException => (ExitCode.Cancelled, nameof(OperationCanceledException), error.Message),
            OperationCanceledException when cancellationToken.IsCancellationRequested =>
                (ExitCode.Cancelled, nameof(OperationCanceledException), "stopped; nothing was written."),
            IOException or UnauthorizedAccessException => (ExitCode.BadData, error.GetType().Name, error.Message),
            _ => (ExitCode.InternalError, error.GetType().Name,
                $"internal error, {error.GetType().Name}: {PlainText.OneLine(error.Message)} This is a mistake in sam3d {Version}: please report the command and what it prints with --debug."),
        };
        reporter.Error(type, message);
        if (GlobalOptions.IsDebug(parsed))
        {
            terminal.Error.WriteLine(error.ToString());
        }

        return code;
    }

    private static RootCommand CreateRoot(Terminal terminal)
    {
        var root = new RootCommand(Description) { HelpName = "sam3d" };
        root.Options.Clear();
        root.Options.Add(new HelpOption { Recursive = true });
        root.Options.Add(new VersionOption { Action = new VersionAction() });
        GlobalOptions.AddTo(root);
        root.Subcommands.Add(ReconstructCommand.Create(terminal));
        root.Subcommands.Add(SegmentCommand.Create(terminal));
        root.Subcommands.Add(SceneCommand.Create(terminal));
        root.Subcommands.Add(TrackCommand.Create(terminal));
        root.Subcommands.Add(DownloadCommand.Create(terminal));
        root.Subcommands.Add(ConvertCommand.Create(terminal));
        root.Subcommands.Add(InfoCommand.Create(terminal));
        root.Subcommands.Add(EvalCommand.Create(terminal));
        root.Subcommands.Add(EngineCommand.Create(terminal));
        root.Subcommands.Add(SynthCheckpointCommand.Create(terminal));
        root.Subcommands.Add(MergeCommand.Create(terminal));
        root.Subcommands.Add(TrainCommand.Create(terminal));
        root.Subcommands.Add(DataCommand.Create(terminal));
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((SynchronousCommandLineAction)help.Action!);
        return root;
    }

    private static string HelpCall(ParseResult parsed)
    {
        string call = " --help";
        for (CommandResult? command = parsed.CommandResult; command is { Command: not RootCommand }; command = command.Parent as CommandResult)
        {
            call = $" {command.Command.Name}{call}";
        }

        return $"sam3d{call}";
    }

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Version);
            return ExitCode.Success;
        }
    }

    private sealed class HelpWithExitCodes(SynchronousCommandLineAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.Help);
            return ExitCode.Success;
        }
    }
}
