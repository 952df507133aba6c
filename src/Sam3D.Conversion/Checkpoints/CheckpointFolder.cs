namespace Sam3D.Conversion;

/// <summary>
/// An official checkpoint folder: <c>pipeline.yaml</c> and the files that it names. Names come from outside, so none may leave the folder.
/// </summary>
internal sealed class CheckpointFolder
{
    public const string PipelineFile = "pipeline.yaml";

    private CheckpointFolder(string path, ConfigNode pipeline)
    {
        Path = path;
        Pipeline = pipeline;
    }

    public string Path { get; }

    /// <summary>The content of <c>pipeline.yaml</c>.</summary>
    public ConfigNode Pipeline { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="CheckpointException">The folder or its <c>pipeline.yaml</c> is missing or cannot be read.</exception>
    public static CheckpointFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new CheckpointException($"There is no checkpoint folder at {path}; give the folder that holds {PipelineFile} and the files it names.");
        }

        string pipeline = System.IO.Path.Combine(path, PipelineFile);
        if (!File.Exists(pipeline))
        {
            throw new CheckpointException($"{path} holds no {PipelineFile}; give the folder of a SAM 3D Objects checkpoint.");
        }

        return new CheckpointFolder(path, YamlConfig.Load(pipeline));
    }

    /// <summary>Reads a YAML file that <c>pipeline.yaml</c> names.</summary>
    public ConfigNode Config(string key) => YamlConfig.Load(FileOf(key));

    /// <summary>Opens a checkpoint that <c>pipeline.yaml</c> names.</summary>
    public ICheckpoint Checkpoint(string key) => CheckpointFile.Open(FileOf(key));

    /// <summary>The path of a file that <c>pipeline.yaml</c> names.</summary>
    public string FileOf(string key)
    {
        string name = Pipeline[key].String();
        string root = System.IO.Path.GetFullPath(Path) + System.IO.Path.DirectorySeparatorChar;
        string full = System.IO.Path.GetFullPath(System.IO.Path.Combine(root, name));
        if (System.IO.Path.IsPathRooted(name) || !full.StartsWith(root, StringComparison.Ordinal))
        {
            throw new CheckpointException($"{PipelineFile}: {key} is '{name}', which lies outside of the checkpoint folder; name a file inside of it.");
        }

        return File.Exists(full)
            ? full
            : throw new CheckpointException($"{PipelineFile}: {key} names '{name}', which is not in {Path}; download the file or correct its name.");
    }
}
