namespace Sam3D.Training.Data.Storage;

/// <summary>
/// Where the meshes and photographs are that a dataset was made of. A dataset remembers their paths as they were given to <see cref="DatasetGenerator"/>, so that one that is read in another folder, or
/// on another machine, needs to be told. Their contents must be the same; what is <see langword="null"/> is where it was.
/// </summary>
public sealed record DatasetSources
{
    /// <summary>The folder of meshes.</summary>
    public string? Meshes { get; init; }

    /// <summary>The list of meshes.</summary>
    public string? MeshList { get; init; }

    /// <summary>The folder of photographs.</summary>
    public string? Photos { get; init; }

    /// <summary>The options of a dataset with these places.</summary>
    /// <param name="options">What the dataset was made with.</param>
    /// <param name="dataset">What messages call it.</param>
    /// <exception cref="TrainingDataException">The dataset was made without something that has a place here.</exception>
    internal DataOptions Over(DataOptions options, string dataset)
    {
        string? Place(string? given, string? remembered, string what) => given is null ? remembered : remembered is not null
            ? given
            : throw new TrainingDataException($"{dataset}: was made without {what}, got {MessageText.Quote(given)} for it; leave that out.");
        return options with
        {
            Meshes = Place(Meshes, options.Meshes, "a folder of meshes"),
            MeshList = Place(MeshList, options.MeshList, "a list of meshes"),
            Photos = Place(Photos, options.Photos, "a folder of photographs"),
        };
    }
}
