using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace Sam3D.Conversion;

/// <summary>One value of a YAML configuration. Immutable; safe for concurrent use.</summary>
/// <remarks>
/// Values mean what OmegaConf takes them for: YAML 1.1 as PyYAML reads it (<c>yes</c> and <c>off</c> are truth values, <c>010</c> is 8,
/// <c>~</c> is null), except that <c>1e-3</c> is a number and dates are texts. Keys are always texts, as written. An interpolation of
/// OmegaConf that names one node from the root, <c>${a.b.0}</c>, stands for that node; any other (relative, resolver, part of a text)
/// is refused when it is read, not before. So is OmegaConf's <c>???</c>, the sign of a value that must be given. Every failure is a
/// <see cref="CheckpointException"/> such as <c>ss_generator.yaml: module.generator.steps: expected an integer, got 'abc'; correct it or fetch the file again.</c>
/// </remarks>
public sealed class ConfigNode
{
    // Longer chains of interpolations are circles.
    private const int MaxHops = 16;

    private readonly ConfigDocument _document;
    private readonly ConfigKind _kind;
    private readonly string _text;
    private readonly ReadOnlyCollection<ConfigNode> _items;
    private readonly ReadOnlyDictionary<string, ConfigNode> _members;
    private ConfigNode? _target;

    private ConfigNode(
        ConfigDocument document, string path, ConfigKind kind, string text, List<ConfigNode>? items, OrderedDictionary<string, ConfigNode>? members)
    {
        _document = document;
        Path = path;
        _kind = kind;
        _text = text;
        _items = items?.AsReadOnly() ?? ReadOnlyCollection<ConfigNode>.Empty;
        _members = members is null ? ReadOnlyDictionary<string, ConfigNode>.Empty : new(members);
    }

    /// <summary>The keys and indices that lead here from the root, joined by dots; empty for the root.</summary>
    public string Path { get; }

    /// <summary>What the node holds.</summary>
    public ConfigKind Kind => Target().ValueKind;

    /// <summary>Whether the value is null.</summary>
    public bool IsNull => Kind == ConfigKind.Null;

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<ConfigNode> Items => Require(ConfigKind.List, "a list")._items;

    /// <summary>The members of a mapping, in file order.</summary>
    public IReadOnlyDictionary<string, ConfigNode> Members => Require(ConfigKind.Map, "a mapping")._members;

    /// <summary>The member of a mapping that must be there.</summary>
    /// <param name="key">Its key.</param>
    public ConfigNode this[string key] => TryGet(key, out ConfigNode? node)
        ? node
        : throw Refuse($"has no key {Wording.Quote(key)}; it has {(Members.Count > 0 ? string.Join(", ", Members.Keys.Take(6).Select(Wording.Quote)) : "none")}; correct it or fetch the file again");

    /// <summary>The item of a list that must be there.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ConfigNode this[int index] => (uint)index < (uint)Items.Count
        ? Items[index]
        : throw Refuse($"has {Items.Count} items, item {index} is needed; correct it or fetch the file again");

    /// <summary>Looks for a member of a mapping, which may be null.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="node">The member, when there is one.</param>
    /// <returns>Whether the key is there.</returns>
    public bool TryGet(string key, [NotNullWhen(true)] out ConfigNode? node) =>
        Require(ConfigKind.Map, "a mapping")._members.TryGetValue(key, out node);

    /// <summary>The member of a mapping, or null when the key is missing or its value is null: <c>node.Find("depth")?.Int() ?? 24</c>.</summary>
    /// <param name="key">Its key.</param>
    public ConfigNode? Find(string key) => TryGet(key, out ConfigNode? node) && !node.IsNull ? node : null;

    /// <summary>The text.</summary>
    public string String() => Require(ConfigKind.String, "a text")._text;

    /// <summary>The integer, which must fit into 32 bits.</summary>
    public int Int() => YamlScalar.Integer(Require(ConfigKind.Int, "an integer")._text) is { } value and >= int.MinValue and <= int.MaxValue
        ? (int)value
        : throw Expected("an integer of 32 bits");

    /// <summary>The number, integer or not.</summary>
    public double Double() => Target() switch
    {
        { _kind: ConfigKind.Float } node => YamlScalar.Float(node._text)!.Value,
        { _kind: ConfigKind.Int } node when YamlScalar.Integer(node._text) is { } integer => integer,
        _ => throw Expected("a number"),
    };

    /// <summary>The truth value.</summary>
    public bool Bool() => YamlScalar.Truth(Require(ConfigKind.Bool, "true or false")._text)!.Value;

    /// <inheritdoc/>
    public override string ToString() => Path.Length > 0 ? Path : "(root)";

    /// <summary>An error about this node, for a value that is well-formed but not supported.</summary>
    /// <param name="what">What is wrong and what to do, without the final period.</param>
    public CheckpointException Refuse(string what) => _document.Refuse(Path, what);

    internal static ConfigNode Scalar(ConfigDocument document, string path, string text, bool plain) =>
        new(document, path, plain ? YamlScalar.Classify(text) : ConfigKind.String, text, null, null);

    internal static ConfigNode List(ConfigDocument document, string path, List<ConfigNode> items) =>
        new(document, path, ConfigKind.List, "", items, null);

    internal static ConfigNode Map(ConfigDocument document, string path, OrderedDictionary<string, ConfigNode> members) =>
        new(document, path, ConfigKind.Map, "", null, members);

    /// <summary>The same value at another place.</summary>
    /// <param name="path">Its path there.</param>
    /// <param name="depth">Its depth there.</param>
    /// <param name="check">Counts a node and refuses it when its path or depth is beyond a limit.</param>
    internal ConfigNode CopyTo(string path, int depth, Action<string, int> check)
    {
        check(path, depth);
        return _kind switch
        {
            ConfigKind.List => List(_document, path, [.. _items.Select((item, i) => Copy(item, i.ToString()))]),
            ConfigKind.Map => Map(_document, path, new(_members.Select(m => KeyValuePair.Create(m.Key, Copy(m.Value, m.Key))))),
            _ => new ConfigNode(_document, path, _kind, _text, null, null),
        };

        ConfigNode Copy(ConfigNode child, string key) => child.CopyTo(ConfigDocument.Join(path, key), depth + 1, check);
    }

    // The kind after interpolation; a value that must be given has none.
    private ConfigKind ValueKind => _kind == ConfigKind.String && _text == "???"
        ? throw Refuse("the value is missing ('???'); write it into the file")
        : _kind;

    // The node that an interpolation stands for; the node itself when it is none.
    private ConfigNode Target(int hops = 0)
    {
        if (_kind != ConfigKind.String || !_text.Contains("${", StringComparison.Ordinal))
        {
            return this;
        }

        if (hops >= MaxHops)
        {
            throw Refuse($"interpolation {Wording.Quote(_text)} goes in circles; write the value out");
        }

        return _target ??= Follow(hops + 1);
    }

    private ConfigNode Follow(int hops)
    {
        string[]? keys = YamlScalar.Interpolation(_text);
        ConfigNode? node = keys is null ? null : _document.Root;
        foreach (string key in keys ?? [])
        {
            node = node?.Target(hops) switch
            {
                { _kind: ConfigKind.Map } map => map._members.GetValueOrDefault(key),
                { _kind: ConfigKind.List } list when int.TryParse(key, out int i) && (uint)i < (uint)list._items.Count => list._items[i],
                _ => null,
            };
        }

        return node?.Target(hops) ?? throw Refuse($"interpolation {Wording.Quote(_text)} {(keys is null ? "is not resolved" : "leads nowhere")}; write the value out");
    }

    private ConfigNode Require(ConfigKind kind, string expected)
    {
        ConfigNode node = Target();
        return node.ValueKind == kind ? node : throw Expected(expected);
    }

    private CheckpointException Expected(string expected)
    {
        ConfigNode node = Target();
        return Refuse($"expected {expected}, got " + (node.ValueKind switch
        {
            ConfigKind.Null => "null",
            ConfigKind.List => "a list",
            ConfigKind.Map => "a mapping",
            _ => Wording.Quote(node._text),
        }) + "; correct it or fetch the file again");
    }
}
