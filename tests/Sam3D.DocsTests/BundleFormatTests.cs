using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sam3D.Bundles;

namespace Sam3D.DocsTests;

/// <summary><c>docs/bundle-format.md</c> tells the format that the code reads.</summary>
public sealed partial class BundleFormatTests
{
    private static string Page { get; } = File.ReadAllText(RepositoryFiles.FullPath("docs/bundle-format.md")).ReplaceLineEndings("\n");

    [Fact]
    public void TheExampleKeepsEveryRule()
    {
        Match example = Assert.Single(Manifests().Matches(Page));
        BundleManifest manifest = BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(example.Groups[1].Value), "the example");
        Assert.Equal(BundleManifest.CurrentFormat, manifest.Format);
        manifest.Preprocessing.Validate();
    }

    [Fact]
    public void EveryMemberIsNamed()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.FullPath("models/compact/bundle.json")));
        IEnumerable<string> optional = new[] { typeof(DepthSpec), typeof(RefinementSpec), typeof(GaussianDecoderSpec), typeof(MeshDecoderSpec), typeof(TensorSpec) }
            .SelectMany(t => t.GetProperties()).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        string[] unnamed = [.. Members(json.RootElement, "").Concat(optional).Distinct().Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal))];
        Assert.True(unnamed.Length == 0, string.Join(", ", unnamed));
    }

    /// <summary>The names of all members, without those of stages, which are free.</summary>
    private static IEnumerable<string> Members(JsonElement element, string parent) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m =>
            Members(m.Value, m.Name).Concat(parent == "stages" ? [] : [m.Name])),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Members(e, "")),
        _ => [],
    };

    [GeneratedRegex("<!-- manifest -->\n```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Manifests();
}
