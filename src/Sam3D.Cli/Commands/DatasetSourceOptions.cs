using System.CommandLine;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Cli.Commands;

/// <summary>Where the meshes and photographs of a dataset are, for commands that read them again.</summary>
internal sealed class DatasetSourceOptions
{
    private readonly Option<string?> _meshes = CheckedOptions.Path("--meshes", "FOLDER", "Where the dataset's meshes are now. Default: where they were.");
    private readonly Option<string?> _meshList = CheckedOptions.Path("--mesh-list", "FILE", "Where the list of the dataset's meshes is now. Default: where it was.");
    private readonly Option<string?> _photos = CheckedOptions.Path("--photos", "FOLDER", "Where the dataset's photographs are now. Default: where they were.");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_meshes);
        command.Add(_meshList);
        command.Add(_photos);
    }

    /// <summary>What was given.</summary>
    public DatasetSources Sources(ParseResult parsed) => new()
    {
        Meshes = parsed.GetValue(_meshes),
        MeshList = parsed.GetValue(_meshList),
        Photos = parsed.GetValue(_photos),
    };
}
