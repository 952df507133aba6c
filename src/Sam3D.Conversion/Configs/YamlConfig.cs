using System.Buffers;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sam3D.Conversion;

/// <summary>Reads YAML configurations as plain trees: no objects are made, no code is named.</summary>
/// <remarks>
/// Files are hostile until proven otherwise. Bytes, depth and nodes are bounded (<see cref="YamlReadOptions"/>); tags, merge keys,
/// keys that are not texts, keys given twice and further documents are refused. Aliases are copied, each copy counting as new nodes.
/// </remarks>
public static class YamlConfig
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Append(0x7f).Select(c => (char)c).Except(['\t', '\n', '\r'])]);

    /// <summary>Reads a file of UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see cref="YamlReadOptions.Default"/> when null.</param>
    /// <returns>The root.</returns>
    /// <exception cref="CheckpointException">The file is missing or unreadable, or not a YAML file within the limits.</exception>
    public static ConfigNode Load(string path, YamlReadOptions? options = null)
    {
        options ??= YamlReadOptions.Default;
        using CheckpointSource source = CheckpointSource.Open(path);
        if (source.Length > options.MaxBytes)
        {
            throw source.Refuse($"has {source.Length} bytes, above the limit of {options.MaxBytes}; raise MaxBytes if this is a configuration");
        }

        try
        {
            string text = StrictUtf8.GetString(source.Read(0, (int)source.Length));
            return Parse(text.TrimStart('\uFEFF'), Path.GetFileName(path), options);
        }
        catch (DecoderFallbackException e)
        {
            throw source.Refuse("is not UTF-8 text; give a YAML file", e);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">One YAML document.</param>
    /// <param name="name">What messages call the text, such as its file name.</param>
    /// <param name="options">Limits; <see cref="YamlReadOptions.Default"/> when null. <see cref="YamlReadOptions.MaxBytes"/> bounds the UTF-16 units.</param>
    /// <returns>The root.</returns>
    /// <exception cref="CheckpointException">The text is not YAML within the limits.</exception>
    public static ConfigNode Parse(string text, string name, YamlReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= YamlReadOptions.Default;
        var document = new ConfigDocument(name);
        if (text.Length > options.MaxBytes)
        {
            throw document.Refuse("", $"has {text.Length} characters, above the limit of {options.MaxBytes}; raise MaxBytes if this is a configuration");
        }

        if (FailedDownload.Describe(text, "a YAML configuration") is { } other)
        {
            throw document.Refuse("", other);
        }

        // The parser takes a zero for the end of the text and would drop what follows.
        if (text.AsSpan().IndexOfAny(Forbidden) is >= 0 and var at)
        {
            throw document.Refuse($"line {text.AsSpan(0, at).Count('\n') + 1}", $"holds control character 0x{(int)text[at]:X2}; give a YAML text");
        }

        try
        {
            document.Root = new Builder(new GuardedParser(new StringReader(text)), document, options).Document();
            return document.Root;
        }
        catch (YamlException e)
        {
            throw document.Refuse($"line {e.Start.Line}", "is not valid YAML; correct it or fetch the file again", e);
        }
    }

    /// <summary>YamlDotNet's parser, which on some damaged texts throws exceptions of other kinds than its own.</summary>
    private sealed class GuardedParser(TextReader text) : IParser
    {
        private readonly Parser _parser = new(text);

        public ParsingEvent? Current => _parser.Current;

        public bool MoveNext()
        {
            try
            {
                return _parser.MoveNext();
            }
            catch (Exception e) when (e is not YamlException)
            {
                throw new YamlException(Current?.Start ?? Mark.Empty, Current?.End ?? Mark.Empty, "The parser failed.", e);
            }
        }
    }

    private sealed class Builder(IParser parser, ConfigDocument document, YamlReadOptions options)
    {
        private readonly Dictionary<AnchorName, ConfigNode> _anchors = [];
        private int _nodes;

        public ConfigNode Document()
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                throw document.Refuse("", "is empty; give a YAML configuration");
            }

            parser.Consume<DocumentStart>();
            ConfigNode root = Node("", 0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _) ? root : throw Refuse("begins a second document; keep one");
        }

        private ConfigNode Node(string path, int depth)
        {
            if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
            {
                return _anchors.TryGetValue(alias.Value, out ConfigNode? anchored)
                    ? anchored.CopyTo(path, depth, Check)
                    : throw Refuse($"uses alias {Wording.Quote(alias.Value.Value)} before it is complete; write the value out", alias);
            }

            Check(path, depth);
            NodeEvent start = parser.Consume<NodeEvent>();
            if (!start.Tag.IsEmpty)
            {
                throw Refuse($"has tag {Wording.Quote(start.Tag.IsNonSpecific ? "!" : start.Tag.Value)}, and tags are not followed; write a plain value", start);
            }

            ConfigNode node = start switch
            {
                Scalar scalar => ConfigNode.Scalar(document, path, scalar.Value, scalar.Style == ScalarStyle.Plain),
                SequenceStart => List(path, depth),
                _ => Map(path, depth),
            };
            if (!start.Anchor.IsEmpty)
            {
                _anchors[start.Anchor] = node;
            }

            return node;
        }

        private ConfigNode List(string path, int depth)
        {
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(ConfigDocument.Join(path, items.Count.ToString()), depth + 1));
            }

            return ConfigNode.List(document, path, items);
        }

        private ConfigNode Map(string path, int depth)
        {
            var members = new OrderedDictionary<string, ConfigNode>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out Scalar? key) || !key.Tag.IsEmpty)
                {
                    throw Refuse("has a key that is not a text; write a plain key");
                }

                if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
                {
                    throw Refuse("merges mappings with '<<', which is not read; write the keys out", key);
                }

                // Refused before the value is read, so that the message tells the line of the second.
                if (members.ContainsKey(key.Value))
                {
                    throw Refuse($"has key {Wording.Quote(key.Value)} twice; remove one", key);
                }

                members.Add(key.Value, Node(ConfigDocument.Join(path, key.Value), depth + 1));
            }

            return ConfigNode.Map(document, path, members);
        }

        private void Check(string path, int depth)
        {
            if (depth > options.MaxDepth)
            {
                throw Refuse($"nests deeper than {options.MaxDepth}; raise MaxDepth if you trust the file");
            }

            if (path.Length > options.MaxPathLength)
            {
                throw Refuse($"has keys that make a path longer than {options.MaxPathLength}; raise MaxPathLength if you trust the file");
            }

            if (++_nodes > options.MaxNodes)
            {
                throw Refuse($"has more than {options.MaxNodes} nodes, those of aliases counted each time; raise MaxNodes if you trust the file");
            }
        }

        // Without an event, the place is that of the next one.
        private CheckpointException Refuse(string what, ParsingEvent? at = null) =>
            document.Refuse($"line {(at ?? parser.Current)?.Start.Line}", what);
    }
}
