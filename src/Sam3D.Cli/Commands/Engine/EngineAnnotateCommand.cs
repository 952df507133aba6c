using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine annotate</c>: the page on which people choose.</summary>
internal static class EngineAnnotateCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> store = EngineCommand.Store();
        Option<int?> shown = CheckedOptions.Number("--shown", "N", "Candidates side by side, 2 (pairs) to 9. Default 4.", 2, 9);
        var noRating = new Option<bool>("--no-rating") { Description = "Do not ask how good the best candidate is; its quality is then the share of votes." };
        Option<int?> port = CheckedOptions.Number("--port", "N", "Port on this machine's loopback address, 1024 to 65535. Default: a free one.", 1024, 65535);
        var queue = new Option<QueueState[]>("--queue")
        {
            Description = "Show only objects in these states: pending, accepted, rejected, hard. Default: all.",
            HelpName = "STATE",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("annotate", "Serve the annotation page on this machine until it is stopped (Ctrl-C). Choices are stored at once.") { store, shown, noRating, port, queue };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(store),
            new AnnotationOptions
            {
                Shown = parsed.GetValue(shown) ?? new AnnotationOptions().Shown,
                AsksRating = !parsed.GetValue(noRating),
                Port = parsed.GetValue(port) ?? 0,
                States = parsed.GetValue(queue) ?? [],
            },
            GlobalOptions.Reporter(parsed, terminal),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string folder, AnnotationOptions options, Reporter reporter, Terminal terminal, CancellationToken cancellationToken)
    {
        using EngineStore store = EngineStore.Open(folder, TimeProvider.System);
        await using (AnnotationServer server = await AnnotationServer.StartAsync(store, options, cancellationToken).ConfigureAwait(false))
        {
            // Without the address nobody can do anything, so it is told even where notes are not wanted.
            await terminal.Error.WriteLineAsync(server.Address.ToString()).ConfigureAwait(false);
            await terminal.Error.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            reporter.Note("Open this address in a browser on this machine. Stop with Ctrl-C.");
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        reporter.Result(EngineStatusReport.Of(store), CliJson.Readable.EngineStatusReport, EngineStatusReport.Write);
        return ExitCode.Success;
    }
}
