using System.CommandLine;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine</c>: the data engine, one verb a step.</summary>
internal static class EngineCommand
{
    /// <summary>Builds the command with its verbs.</summary>
    public static Command Create(Terminal terminal) =>
        new("engine", "Make training data of photographs: candidates, their selection by metrics or people, fine-tuning sets and preference pairs.")
        {
            EngineInitCommand.Create(terminal),
            EngineAddCommand.Create(terminal),
            EngineGenerateCommand.Create(terminal),
            EngineSelectCommand.Create(terminal),
            EngineAnnotateCommand.Create(terminal),
            EngineStatusCommand.Create(terminal),
            EngineExportCommand.Create(terminal),
        };

    /// <summary>The store that every verb works on.</summary>
    public static Argument<string> Store() => CheckedOptions.PathArgument("STORE", "The folder of the store, as 'sam3d engine init' makes it.");
}
