using System.CommandLine;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d data</c>: training data.</summary>
internal static class DataCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal) => new("data", "Make and look at training data.")
    {
        DataGenerateCommand.Create(terminal), DataImportCommand.Create(terminal), DataInfoCommand.Create(terminal), DataSheetCommand.Create(terminal),
    };
}
