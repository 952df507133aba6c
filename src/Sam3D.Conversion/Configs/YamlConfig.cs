#pragma warning disable
using System.Globalization;
using YamlDotNet.RepresentationModel;
namespace Sam3D.Conversion;
/// <summary>temp</summary>
public static class YamlConfig
{
    /// <summary>temp</summary>
    public static ConfigNode Load(string path)
    {
        var y = new YamlStream(); using var r = new StreamReader(path); y.Load(r);
        return new ConfigNode(y.Documents[0].RootNode, Path.GetFileName(path));
    }
}
/// <summary>temp</summary>
public sealed class ConfigNode
{
    private readonly YamlNode _n; internal ConfigNode(YamlNode n, string path) { _n = n; Path = path; }
    public string Path { get; }
    public ConfigNode this[string key] => TryGet(key, out var c) ? c : throw new CheckpointException($"{Path}: missing {key}");
    public bool TryGet(string key, out ConfigNode child) { child = null!; if (_n is YamlMappingNode m && m.Children.TryGetValue(new YamlScalarNode(key), out var v)) { child = new ConfigNode(v, Path + "." + key); return true; } return false; }
    public string String() => ((YamlScalarNode)_n).Value!;
    public int Int() => int.Parse(String(), CultureInfo.InvariantCulture);
    public double Double() => double.Parse(String(), CultureInfo.InvariantCulture);
    public bool Bool() => bool.Parse(String());
    public bool IsNull => _n is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "null" or "" or "~" };
    public bool IsSequence => _n is YamlSequenceNode;
    public bool IsMapping => _n is YamlMappingNode;
    public IReadOnlyList<ConfigNode> Items => ((YamlSequenceNode)_n).Children.Select((c, i) => new ConfigNode(c, $"{Path}[{i}]")).ToList();
    public IReadOnlyList<KeyValuePair<string, ConfigNode>> Members => ((YamlMappingNode)_n).Children.Select(c => new KeyValuePair<string, ConfigNode>(((YamlScalarNode)c.Key).Value!, new ConfigNode(c.Value, Path + "." + c.Key))).ToList();
}
