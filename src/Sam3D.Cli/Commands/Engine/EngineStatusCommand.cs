using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine status</c>: counts, agreement of annotators, and on request a check of every file.</summary>
internal static class EngineStatusCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> store = EngineCommand.Store();
        var verify = new Option<bool>("--verify") { Description = "Check the database and the content of every file." };
        var command = new Command("status", "Tell what a store holds and how far annotators agree.") { store, verify };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(
            parsed.GetRequiredValue(store), parsed.GetValue(verify), GlobalOptions.Reporter(parsed, terminal), cancellationToken)));
        return command;
    }

    private static int Run(string folder, bool verifies, Reporter reporter, CancellationToken cancellationToken)
    {
        using EngineStore store = EngineStore.Open(folder, TimeProvider.System);
        StoreCheck? check = verifies ? store.Verify(cancellationToken) : null;
        if (check is { Problems: [var first, ..] })
        {
            throw new DataEngineException($"{folder} has {PlainText.Count(check.Problems.Count, "problem")}: {first}");
        }

        reporter.Result(EngineStatusReport.Of(store, check?.Leftovers), CliJson.Readable.EngineStatusReport, EngineStatusReport.Write);
        return ExitCode.Success;
    }
}
