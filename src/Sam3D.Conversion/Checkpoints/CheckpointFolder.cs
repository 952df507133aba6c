namespace Sam3D.Conversion;

/// <summary>
/// An official checkpoint folder: <c>pipeline.yaml</c> and the files that it names. Names come from outside, so none may leave the folder.
/// </summary>
internal sealed class CheckpointFolder
{
    public const string PipelineFile = "pipeline.yaml";

    /// <summary>
    /// Where MoGe's weights lie in the folder. <c>pipeline.yaml</c> names them by their place on a model hub, so there is no official path.
    /// </summary>
    public const string DepthModelFile = "moge/model.pt";

    private CheckpointFolder(string path, ConfigNode pipeline)
    {
        Path = path;
        Pipeline = pipeline;
    }

    /// <summary>The full path of the folder, without a separator at its end.</summary>
    public string Path { get; }

    /// <summary>The content of <c>pipeline.yaml</c>.</summary>
    public ConfigNode Pipeline { get; }

    /// <summary>MoGe's file, where the folder has one.</summary>
    /// <exception cref="CheckpointException">It is half downloaded.</exception>
    public string? DepthModel
    {
        get
        {
            string path = System.IO.Path.Combine(Path, DepthModelFile);
            return File.Exists(path) ? path
                : IsHalf(path) ? throw new CheckpointException(
                    $"{Wording.Path(path)} is half downloaded; resume the download with the same command as before, or remove the {PartialFile.Ending} file to convert without depth.")
                : null;
        }
    }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="CheckpointException">The folder or its <c>pipeline.yaml</c> is missing or cannot be read.</exception>
    public static CheckpointFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new CheckpointException($"There is no checkpoint folder at {Wording.Path(path)}; give the folder that holds {PipelineFile} and the files it names.");
        }

        string pipeline = System.IO.Path.Combine(path, PipelineFile);
        if (!File.Exists(pipeline))
        {
            throw IsHalf(pipeline)
                ? new CheckpointException($"{Wording.Path(pipeline)} is half downloaded; resume the download with the same command as before.")
                : new CheckpointException($"{Wording.Path(path)} holds no {PipelineFile}; give the folder of a SAM 3D Objects checkpoint.");
        }

        return new CheckpointFolder(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), YamlConfig.Load(pipeline));
    }

    /// <summary>Reads a YAML file that <c>pipeline.yaml</c> names.</summary>
    public ConfigNode Config(string key) => YamlConfig.Load(FileOf(key));

    /// <summary>Opens a checkpoint that <c>pipeline.yaml</c> names.</summary>
    public ICheckpoint Checkpoint(string key) => CheckpointFile.Open(FileOf(key));

    /// <summary>The path of a file that <c>pipeline.yaml</c> names.</summary>
    public string FileOf(string key)
    {
        ConfigNode node = Pipeline[key];
        string name = node.String();
        if (name.Contains('\0'))
        {
            throw node.Refuse($"{Wording.Quote(name)} is no file name; correct it");
        }

        // Links are followed: download tools keep the files of a checkpoint elsewhere and link to them.
        string full = System.IO.Path.GetFullPath(name, Path);
        if (System.IO.Path.IsPathRooted(name) || !full.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw node.Refuse($"{Wording.Quote(name)} lies outside of the checkpoint folder; name a file inside of it");
        }

        return File.Exists(full) ? full
            : IsHalf(full) ? throw node.Refuse($"{Wording.Quote(name)} is half downloaded; resume the download with the same command as before")
            : throw node.Refuse($"{Wording.Quote(name)} is not in {Wording.Path(Path)}; download the file or correct its name");
    }

    private static bool IsHalf(string file) => File.Exists(file + PartialFile.Ending);
}
