using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine init</c>: an empty store.</summary>
internal static class EngineInitCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> folder = CheckedOptions.PathArgument("STORE", "The folder to make.");
        var command = new Command("init", "Make an empty store.") { folder };
        command.SetAction(parsed =>
        {
            using EngineStore store = EngineStore.Create(parsed.GetRequiredValue(folder), TimeProvider.System);
            GlobalOptions.Reporter(parsed, terminal).Result(EngineStatusReport.Of(store), CliJson.Readable.EngineStatusReport, EngineStatusReport.Write);
            return ExitCode.Success;
        });
        return command;
    }
}
