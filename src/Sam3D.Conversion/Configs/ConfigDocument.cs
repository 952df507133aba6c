namespace Sam3D.Conversion;

/// <summary>What the nodes of one file share: its name for messages and its root for interpolations.</summary>
internal sealed class ConfigDocument(string name)
{
    /// <summary>The root, once the file is read.</summary>
    public ConfigNode? Root { get; set; }

    /// <summary>The error about a place in the file.</summary>
    /// <param name="place">A path or line; empty for the whole file.</param>
    /// <param name="what">What is wrong and what to do, without the final period.</param>
    /// <param name="inner">The cause.</param>
    public CheckpointException Refuse(string place, string what, Exception? inner = null) =>
        new($"{Wording.Path(name)}: {(place.Length > 0 ? Wording.Path(place) + ": " : "")}{Wording.Sentence(what)}.", inner);

    /// <summary>The path of a member.</summary>
    public static string Join(string path, string key) => path.Length > 0 ? path + "." + key : key;
}
