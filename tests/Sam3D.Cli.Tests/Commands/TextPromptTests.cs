using System.Text.Json;
using SharpGLTF.Schema2;

namespace Sam3D.Cli.Tests.Commands;

/// <summary>Words at the command line, with a small bundle of SAM 3.</summary>
public sealed class TextPromptTests(TinyConcepts tiny) : IClassFixture<TinyConcepts>
{
    [Fact]
    public async Task Every_object_that_a_word_means_gets_a_mask()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync("segment", tiny.Photo, "--text", "person", "--model", tiny.Path, "-o", folder.Path, "--json", "--quiet")).Succeeded();
        JsonElement[] masks = [.. result.Json.GetProperty("masks").EnumerateArray()];
        RgbImage photo = RgbImage.Load(tiny.Photo);
        using OnnxConceptSegmenter segmenter = OnnxConceptSegmenter.Open(tiny.Path, new RuntimeOptions { Device = DevicePreference.Cpu }, null, TestContext.Current.CancellationToken);
        IReadOnlyList<ScoredMask> expected = await segmenter.SegmentAsync(photo, new SegmentationPrompt { Text = "person" }, TestContext.Current.CancellationToken);
        Assert.True(expected.Count > 1);
        Assert.Equal(expected.Select(m => m.Mask.Count), masks.Select(m => m.GetProperty("area").GetInt32()));
        Assert.Equal(expected.Select(m => m.Score), masks.Select(m => m.GetProperty("score").GetSingle()));
        Assert.Equal(expected[0].Mask.Values.ToArray(), Mask.Load(masks[0].GetProperty("file").GetString()!).Values.ToArray());

        // Another word, other scores; and a box is an example.
        CliResult other = (await Cli.RunAsync("segment", tiny.Photo, "--text", "a red car", "--model", tiny.Path, "-o", folder.File("other"), "--json", "--quiet")).Succeeded();
        Assert.NotEqual(masks[0].GetProperty("score").GetSingle(), other.Json.GetProperty("masks")[0].GetProperty("score").GetSingle());
        (await Cli.RunAsync("segment", tiny.Photo, "--text", "person", "--point", "5,5", "--model", tiny.Path, "-o", folder.File("both"), "--quiet")).Failed(ExitCode.BadData, "every object of a kind");
    }

    [Fact]
    public async Task Every_object_that_a_word_means_becomes_a_node_of_the_scene()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await Cli.RunAsync(
            "scene", tiny.Photo, "--text", "person", "--model", tiny.Path, "--max-objects", "2", "--steps", "2", "-o", folder.File("room.glb"), "--json", "--quiet")).Succeeded();
        JsonElement[] objects = [.. result.Json.GetProperty("objects").EnumerateArray()];
        Assert.InRange(objects.Length, 1, 2);
        Assert.All(objects, o => Assert.StartsWith("person ", o.GetProperty("name").GetString(), StringComparison.Ordinal));
        ModelRoot root = ModelRoot.Load(folder.File("room.glb"));
        Assert.Equal([.. objects.Select(o => o.GetProperty("name").GetString()!), "camera"], root.DefaultScene.VisualChildren.Select(n => n.Name));
    }
}
