using System.Text;
using System.Text.RegularExpressions;

namespace Sam3D.Conversion;

/// <summary>
/// The YAML files of a synthetic checkpoint: the released ones with their sizes replaced. Templates and sizes are resources of this assembly; a place
/// <c>@name@</c> of a template takes the size of that name, and a line that becomes empty is left out.
/// </summary>
internal sealed partial class SyntheticTemplates
{
    private readonly IReadOnlyDictionary<string, ConfigNode> _sizes;

    /// <summary>Reads the sizes.</summary>
    public SyntheticTemplates(SyntheticSize size)
    {
        string file = size == SyntheticSize.Full ? "full.yaml" : "small.yaml";
        _sizes = YamlConfig.Parse(Resource(file), file).Members;
    }

    /// <summary>A file with its sizes filled in.</summary>
    public string Text(string file)
    {
        string text = PlacePattern().Replace(Resource(file), match => Text(_sizes[match.Groups[1].Value]));
        return string.Join('\n', text.Split('\n').Where(line => line.Trim().Length > 0)) + "\n";
    }

    /// <summary>A file as a configuration.</summary>
    public ConfigNode Config(string file) => YamlConfig.Parse(Text(file), file);

    private static string Text(ConfigNode node) => node.Kind == ConfigKind.Int ? $"{node.Int()}" : node.String();

    private static string Resource(string file)
    {
        using Stream stream = typeof(SyntheticTemplates).Assembly.GetManifestResourceStream("Synthetic/" + file)
            ?? throw new InvalidOperationException($"The resource Synthetic/{file} is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex("@([a-z_]+)@")]
    private static partial Regex PlacePattern();
}
