using System.Numerics;
using System.Security.Cryptography;

namespace Sam3D.DataEngine.Tests.Export;

public sealed class FineTuningSetTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Set => _folder.File("set");

    public async ValueTask InitializeAsync()
    {
        using EngineStore store = await Stores.FilledAsync(_folder.File("store"), 4, 0, 4);
        CandidateSelector.Run(store);
        FineTuningExport.Write(store, Set, 0.5, Stop);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task WhatWasExportedIsReadBack()
    {
        using var store = EngineStore.Open(_folder.File("store"));
        var set = FineTuningSet.Open(Set);
        Assert.Equal(4, set.Entries.Count);
        Assert.Equal(["vase 1", "vase 2", "vase 3", "vase 4"], set.Entries.Select(e => e.Name));
        Assert.All(set.Entries, e => Assert.True(e.HasMesh && e.Quality >= 0.75));
        Assert.Equal(File.ReadLines(Path.Combine(Set, "samples.jsonl")).Select(l => l.Contains("\"held-out\"", StringComparison.Ordinal)), set.Entries.Select(e => e.IsHeldOut));

        FineTuningSample sample = set.Read(set.Entries[2]);
        EngineObject item = store.Object(3);
        Assert.Equal(store.Photo(item).Pixels.ToArray(), sample.Photo.Pixels.ToArray());
        Assert.Equal(store.MaskOf(item).Values.ToArray(), sample.Mask.Values.ToArray());

        // What the pipeline made: the pose places the mesh where the mask is.
        using var pipeline = new FakePipeline();
        Reconstruction made = await pipeline.ReconstructAsync(
            new GeometryInput(sample.Photo, sample.Mask),
            new ReconstructionOptions { Geometry = new GeometryOptions { Seed = 0 }, Texture = new TextureOptions { Seed = 0 } }, cancellationToken: Stop);
        Assert.Equal(made.Camera, sample.Camera);
        Assert.Equal(made.Pose.Translation, sample.Pose.Translation);
        Assert.Equal(made.Pose.Scale, sample.Pose.Scale);
        Assert.Equal(1, Math.Abs(Quaternion.Dot(made.Pose.Rotation, sample.Pose.Rotation)), 1e-5f);
        TriangleMesh mesh = Import.MeshFile.Load(sample.MeshPath!).Mesh;
        Assert.Equal(1, Sam3D.Metrics.SilhouetteIoU.Compute(mesh, sample.Pose, sample.Camera, sample.Mask), 0.01);
    }

    [Theory]
    [InlineData("samples/000001/photo.png", "is not the file that was exported")]
    [InlineData("samples/000001/mask.png", "is not the file that was exported")]
    [InlineData("samples/000001/mesh.glb", "is not the file that was exported")]
    [InlineData("samples/000001/candidate.json", "is not the file that was exported")]
    public void ChangedFilesAreRefused(string file, string expected)
    {
        var set = FineTuningSet.Open(Set);
        byte[] bytes = File.ReadAllBytes(Path.Combine(Set, file));
        bytes[^3] ^= 1;
        File.WriteAllBytes(Path.Combine(Set, file), bytes);
        Refused(() => set.Read(set.Entries[0]), expected);
        File.WriteAllBytes(Path.Combine(Set, file), [.. bytes, 0]);
        Refused(() => set.Read(set.Entries[0]), "the limit is");
        File.Delete(Path.Combine(Set, file));
        Refused(() => set.Read(set.Entries[0]), "cannot be read");
        set.Read(set.Entries[1]);
    }

    /// <summary>Somebody who knows the format: the digests fit to the lies.</summary>
    [Theory]
    [InlineData("samples/000001/photo.png", "../store/engine.sqlite", true, "a path out of the folder")]
    [InlineData("samples/000001/photo.png", "/etc/passwd", true, "a path out of the folder")]
    [InlineData("samples/000001/photo.png", "samples\\\\000001", true, "a path out of the folder")]
    [InlineData("samples/000001/photo.png", "samples/.hidden", true, "a path out of the folder")]
    [InlineData("samples/000001/photo.png", "samples/000002/photo.png", true, "twice")]
    [InlineData("samples/000001/photo.png", "../store/engine.sqlite", false, "which the manifest does not list")]
    [InlineData("samples/000001/mesh.glb", "samples/000009/mesh.glb", false, "which the manifest does not list")]
    [InlineData("\"name\":\"vase 1\"", "\"name\":null", false, "line 1: is not of the expected form")]
    [InlineData("\"object\":1,", "", false, "line 1: is not of the expected form")]
    [InlineData("{\"object\":1,", "{\"object\":1,]", false, "line 1: is not of the expected form")]
    [InlineData("sam3d-engine-export/1", "sam3d-engine-export/2", true, "is of format 'sam3d-engine-export/2'")]
    [InlineData("\"kind\": \"samples\"", "\"kind\": \"pairs\"", true, "kind 'pairs'")]
    [InlineData("\"files\": [", "\"files\": null, \"more\": [", true, "is not of the expected form")]
    public void ListsThatLieAreRefused(string from, string to, bool inManifest, string expected)
    {
        string manifest = Path.Combine(Set, "manifest.json"), list = Path.Combine(Set, "samples.jsonl");
        string lied = inManifest ? manifest : list, text = File.ReadAllText(lied);
        Assert.Contains(from, text, StringComparison.Ordinal);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(lied, text[..at] + to + text[(at + from.Length)..]);
        if (!inManifest)
        {
            Refused(() => FineTuningSet.Open(Set), "is not the list that the manifest names");
            string digest = FineDigest(text);
            File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(digest, FineDigest(File.ReadAllText(list)), StringComparison.Ordinal));
        }

        Refused(
            () =>
            {
                var set = FineTuningSet.Open(Set);
                set.Read(set.Entries[0]);
            },
            expected);

        static string FineDigest(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("\"scale\": 1", "\"scale\": -1")]
    [InlineData("\"rotation\": [", "\"rotation\": [0, ")]
    [InlineData("sam3d-candidate/1", "sam3d-candidate/7")]
    public void PosesThatCannotBeUsedAreRefused(string from, string to)
    {
        string path = Path.Combine(Set, "samples/000001/candidate.json"), manifest = Path.Combine(Set, "manifest.json");
        byte[] old = File.ReadAllBytes(path);
        string text = System.Text.Encoding.UTF8.GetString(old), changed = text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        File.WriteAllText(path, changed);
        byte[] now = File.ReadAllBytes(path);
        string listed = File.ReadAllText(manifest);
        int at = listed.IndexOf(Convert.ToHexStringLower(SHA256.HashData(old)), StringComparison.Ordinal);
        File.WriteAllText(manifest, listed[..at] + Convert.ToHexStringLower(SHA256.HashData(now))
            + listed[(at + 64)..].ReplaceFirst($"\"bytes\": {old.Length}", $"\"bytes\": {now.Length}"));
        Refused(() => FineTuningSet.Open(Set) is var set ? set.Read(set.Entries[0]) : null, "has no usable pose and camera");
    }

    [Fact]
    public void OtherFoldersAreRefused()
    {
        Refused(() => FineTuningSet.Open(_folder.File("store")), "manifest.json: cannot be read");
        Refused(() => FineTuningSet.Open(_folder.File("nowhere")), "manifest.json: cannot be read");
    }

    private static void Refused(Func<object?> read, string expected)
    {
        DataEngineException error = Assert.Throws<DataEngineException>(read);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static void Refused(Action read, string expected) => Refused(
        () =>
        {
            read();
            return null;
        },
        expected);
}

/// <summary>What strings lack.</summary>
internal static class Texts
{
    public static string ReplaceFirst(this string text, string from, string to)
    {
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0);
        return text[..at] + to + text[(at + from.Length)..];
    }
}
