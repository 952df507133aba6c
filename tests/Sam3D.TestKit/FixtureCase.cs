using System.Text.Json;
using System.Text.RegularExpressions;
using Sam3D.Conversion;

namespace Sam3D.TestKit;

/// <summary>One case of the reference fixtures: <c>name.json</c>, <c>name.io.safetensors</c> and, for networks, weights.</summary>
public sealed class FixtureCase
{
    private readonly Dictionary<string, Tensor> _io;

    private FixtureCase(string folder, string name, JsonElement json)
    {
        Folder = folder;
        Name = name;
        Json = json;
        _io = ReadAll(Path.Combine(folder, name + ".io.safetensors"));
    }

    /// <summary>The folder of the case, for files beside it.</summary>
    public string Folder { get; }

    /// <summary>The file name without ending.</summary>
    public string Name { get; }

    /// <summary>The case's JSON.</summary>
    public JsonElement Json { get; }

    /// <summary>The official module or class, which tells the case's kind.</summary>
    public string Module => Json.TryGetProperty("module", out JsonElement m) ? m.GetString()! : Json.GetProperty("class").GetString()!;

    /// <summary>Names of all tensors of <c>io.safetensors</c>.</summary>
    public IEnumerable<string> TensorNames => _io.Keys;

    /// <summary>A tensor of <c>io.safetensors</c>, converted to float32.</summary>
    public Tensor this[string name] => _io.TryGetValue(name, out Tensor? t)
        ? t
        : throw new KeyNotFoundException($"{Name}: no tensor '{name}'.");

    /// <summary>Whether a tensor is stored.</summary>
    public bool Has(string name) => _io.ContainsKey(name);

    /// <summary>The paths of the weight files, the case's own and those that its JSON names beside them (<c>weights_file</c>); merge them.</summary>
    public IReadOnlyList<string> WeightFiles =>
    [
        .. Directory.EnumerateFiles(Folder, Name + ".weights*.safetensors").Order(StringComparer.Ordinal)
            .Union(Json.TryGetProperty("weights_file", out JsonElement named) ? WeightsNamedIn(named.GetString()!) : []),
    ];

    /// <summary>The weight files beside the case whose names stand in a text.</summary>
    public IEnumerable<string> WeightsNamedIn(string text) => Regex.Matches(text, @"\w+")
        .Select(word => Path.Combine(Folder, word.Value + ".weights.safetensors"))
        .Where(File.Exists)
        .Distinct();

    /// <summary>An integer of the JSON's <c>config</c> or <c>constructor</c>.</summary>
    public int Int(string name) => Setting(name).GetInt32();

    /// <summary>A value of the JSON's <c>config</c> or <c>constructor</c>.</summary>
    public JsonElement Setting(string name)
    {
        foreach (string part in (string[])["config", "constructor"])
        {
            if (Json.TryGetProperty(part, out JsonElement e) && e.TryGetProperty(name, out JsonElement value))
            {
                return value;
            }
        }

        throw new KeyNotFoundException($"{Name}: no setting '{name}' in config or constructor.");
    }

    /// <summary>Opens a case.</summary>
    public static FixtureCase Open(string folder, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, name + ".json")));
        return new FixtureCase(folder, name, json.RootElement.Clone());
    }

    private static Dictionary<string, Tensor> ReadAll(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Tensors.ToDictionary(
            t => t.Key, t => new Tensor([.. t.Value.Shape.Select(d => checked((int)d))], file.ReadSingle(t.Key)));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Shape and values of a stored tensor.</summary>
public sealed record Tensor(int[] Shape, float[] Values);
