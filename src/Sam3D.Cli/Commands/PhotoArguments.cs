using System.CommandLine;
using Sam3D.Cli.Segmentation;

namespace Sam3D.Cli.Commands;

/// <summary>What commands have in common that look for objects in a photograph: the photograph, prompts, device, and whether files are replaced.</summary>
/// <param name="pointsMeaning">What several clicks mean to the command.</param>
internal sealed class PhotoArguments(string pointsMeaning)
{
    private readonly Argument<string> _photo = CheckedOptions.PathArgument("PHOTO", "The photograph: an 8-bit RGB picture (PNG, JPEG, WebP, BMP).");
    private readonly PromptArguments _prompts = new(pointsMeaning);
    private readonly RuntimeArguments _runtime = new();
    private readonly Option<bool> _noOverwrite = new("--no-overwrite")
    {
        Description = "Fail when a file to be written exists already; without it, existing files of the same name are replaced.",
    };

    /// <summary>Adds them.</summary>
    /// <param name="command">The command.</param>
    /// <param name="own">The command's own options, which stand in front.</param>
    public void AddTo(Command command, params IEnumerable<Option> own)
    {
        command.Add(_photo);
        foreach (Option option in own)
        {
            command.Add(option);
        }

        command.Add(_noOverwrite);
        _prompts.AddTo(command);
        _runtime.AddTo(command);
    }

    /// <summary>Path of the photograph.</summary>
    public string Photo(ParseResult parsed) => parsed.GetRequiredValue(_photo);

    /// <summary>What to look for.</summary>
    public PromptRequest Prompt(ParseResult parsed) => _prompts.Of(parsed);

    /// <summary>Device and threads.</summary>
    public RuntimeOptions Runtime(ParseResult parsed) => _runtime.Of(parsed);

    /// <summary>Whether existing files are replaced.</summary>
    public bool ReplacesFiles(ParseResult parsed) => !parsed.GetValue(_noOverwrite);
}
