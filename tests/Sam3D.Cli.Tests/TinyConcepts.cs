using System.Text.Json.Nodes;

namespace Sam3D.Cli.Tests;

/// <summary>A small bundle of SAM 3 with random weights, whose threshold is low enough that words are answered, and the picture of its case.</summary>
public sealed class TinyConcepts : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes both.</summary>
    public TinyConcepts()
    {
        TinyConceptBundle.Write(_folder.Path, cancellationToken: TestContext.Current.CancellationToken);
        string manifest = System.IO.Path.Combine(Path, "bundle.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json["concepts"]!["scoreThreshold"] = 0.4;
        File.WriteAllText(manifest, json.ToJsonString());
        Tensor pixels = TinyConceptBundle.Fixture["image_rgb_u8"];
        new RgbImage(pixels.Shape[1], pixels.Shape[0], Array.ConvertAll(pixels.Values, v => (byte)v)).SavePng(Photo);
    }

    /// <summary>The bundle's folder; not to be written to.</summary>
    public string Path => _folder.File("bundle");

    /// <summary>The photograph.</summary>
    public string Photo => _folder.File("photo.png");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
