using System.Globalization;
using System.Numerics;

namespace Sam3D.Conversion;

/// <summary>Makes a configuration of the plain values that a checkpoint stores beside its tensors, so that both kinds are read and refused alike.</summary>
/// <remarks>Containers may be shared or contain themselves, so depth and nodes are bounded, each copy counted anew, by the limits of a YAML file.</remarks>
internal sealed class PickleConfig
{
    private readonly ConfigDocument _document;
    private readonly YamlReadOptions _limits = YamlReadOptions.Default;
    private int _nodes;

    private PickleConfig(ConfigDocument document) => _document = document;

    /// <summary>Reads a value.</summary>
    /// <param name="value">What the pickle holds.</param>
    /// <param name="path">Its keys, for messages.</param>
    /// <param name="fileName">What messages call the file.</param>
    /// <exception cref="CheckpointException">It holds more than texts, numbers, lists and mappings, or is beyond a limit.</exception>
    public static ConfigNode Read(object? value, string path, string fileName)
    {
        var document = new ConfigDocument(fileName);
        document.Root = new PickleConfig(document).Read(value, path, 0);
        return document.Root;
    }

    private ConfigNode Read(object? value, string path, int depth)
    {
        if (depth > _limits.MaxDepth || ++_nodes > _limits.MaxNodes || path.Length > _limits.MaxPathLength)
        {
            throw _document.Refuse(path, $"nests deeper than {_limits.MaxDepth}, has longer keys than {_limits.MaxPathLength} or more than {_limits.MaxNodes} values; fetch the file again");
        }

        ConfigNode Scalar(string text, bool plain = true) => ConfigNode.Scalar(_document, path, text, plain);
        ConfigNode Child(object? child, string key) => Read(child, ConfigDocument.Join(path, key), depth + 1);
        ConfigNode List(IEnumerable<object?> items) =>
            ConfigNode.List(_document, path, [.. items.Select((item, i) => Child(item, i.ToString(CultureInfo.InvariantCulture)))]);
        return value switch
        {
            null => Scalar("null"),
            bool truth => Scalar(truth ? "true" : "false"),
            long or BigInteger => Scalar(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)),
            double number => Scalar(Text(number)),
            string text => Scalar(text, plain: false),
            PickleList list => List(list.Items),
            PickleTuple tuple => List(tuple.Items),
            PickleDict dict => Map(dict, path, Child),
            _ => throw _document.Refuse(path, $"holds {TorchObjects.Describe(value)}, expected texts, numbers, lists and mappings; fetch the file again"),
        };
    }

    // As in Python, the last of equal keys counts.
    private ConfigNode Map(PickleDict dict, string path, Func<object?, string, ConfigNode> child)
    {
        var members = new OrderedDictionary<string, ConfigNode>();
        foreach ((object? key, object? value) in dict.Items)
        {
            string name = key switch
            {
                string text => text,
                long number => number.ToString(CultureInfo.InvariantCulture),
                _ => throw _document.Refuse(path, $"has {TorchObjects.Describe(key)} as a key, expected a text; fetch the file again"),
            };
            members[name] = child(value, name);
        }

        return ConfigNode.Map(_document, path, members);
    }

    private static string Text(double number) => number switch
    {
        double.PositiveInfinity => ".inf",
        double.NegativeInfinity => "-.inf",
        double.NaN => ".nan",
        _ => number.ToString("R", CultureInfo.InvariantCulture),
    };
}
