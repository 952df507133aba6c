using System.Text;
using Sam3D.Conversion;

namespace Sam3D.Cli.Tests;

/// <summary>
/// Checkpoint folders of the official form that are cut short, mixed up, half downloaded or foreign, through the whole application: one line that names the
/// file, the tensor where it is about one, and says what to do. No bundle is left.
/// </summary>
public sealed class CheckpointFolderTests(PyTorchCheckpoint checkpoint) : IClassFixture<PyTorchCheckpoint>
{
    private const string Generator = PyTorchCheckpoint.Generator, Decoder = PyTorchCheckpoint.Decoder;

    [Fact]
    public async Task TheFolderAsItShouldBeConverts()
    {
        using var folder = new TemporaryFolder();
        checkpoint.Write(folder.File("checkpoint"));
        (await Cli.RunAsync("convert", folder.File("checkpoint"), "-o", folder.File("bundle"), "--quiet")).Succeeded();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    [InlineData(-1_000_000)]
    [InlineData(-1_000)]
    [InlineData(-22)]
    [InlineData(-1)]
    public async Task ATruncatedFile(int length) => await Refuses(
        Generator, checkpoint[Generator][..(length < 0 ? checkpoint[Generator].Length + length : length)], "ss_generator.ckpt", "fetch");

    [Fact]
    public async Task AFileOfTheRightSizeWhoseEndNeverCame()
    {
        byte[] content = [.. checkpoint[Generator]];
        content.AsSpan(content.Length / 2).Clear();
        await Refuses(Generator, content, "ss_generator.ckpt", "cut short", "fetch");
        await Refuses(Generator, new byte[content.Length], "ss_generator.ckpt", "first bytes", "fetch");
    }

    [Fact]
    public async Task FilesOfOtherStages()
    {
        await Refuses(Generator, checkpoint[Decoder], "ss_generator.ckpt", "starts with '_base_models.", "put the file in its place");
        await Refuses(Decoder, checkpoint[Generator], "ss_decoder.ckpt has no tensor '", "belong together");
    }

    [Theory]
    [InlineData(Generator)]
    [InlineData(Decoder)]
    public async Task AFileThatIsMissingOrHalfDownloaded(string name)
    {
        using var folder = new TemporaryFolder();
        checkpoint.Write(folder.Path);
        string file = folder.File(name), key = Path.ChangeExtension(name, null) + "_ckpt_path";
        File.Move(file, file + ".partial");
        await RefusesFolder(folder.Path, $"pipeline.yaml: {key}: '{name}' is half downloaded", "resume the download");
        File.Delete(file + ".partial");
        await RefusesFolder(folder.Path, $"pipeline.yaml: {key}: '{name}' is not in", "download the file");
        File.Move(folder.File("pipeline.yaml"), folder.File("pipeline.yaml.partial"));
        await RefusesFolder(folder.Path, "pipeline.yaml is half downloaded", "resume the download");
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 4900000000\n", "Git LFS pointer", "git lfs pull")]
    [InlineData("<!DOCTYPE html><html><head><title>Sign in</title></head></html>", "web page", "fetch it again")]
    [InlineData("\uFEFF\n  <!doctype html>\n<html lang=en>", "web page", "fetch it again")]
    [InlineData("<HTML><BODY>502 Bad Gateway</BODY></HTML>", "web page", "fetch it again")]
    [InlineData("Access to model facebook/sam-3d-objects is restricted.", "text that begins with 'Access to model", "fetch the file again")]
    [InlineData("{\"error\":\"Entry not found\"}", "text that begins with '{\"error\"", "fetch the file again")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "text that begins with '<?xml", "fetch the file again")]
    public async Task WhatAFailedDownloadLeaves(string content, params string[] parts)
    {
        await Refuses(Generator, Encoding.UTF8.GetBytes(content), ["ss_generator.ckpt", .. parts]);
        await Refuses(Decoder, Encoding.UTF8.GetBytes(content), ["ss_decoder.ckpt", .. parts]);
    }

    [Theory]
    [InlineData(Generator, "_base_models.generator.")]
    [InlineData(Generator, "_base_models.condition_embedder.")]
    [InlineData(Decoder, "")]
    public async Task AMissingTensor(string file, string prefix)
    {
        string? name = null;
        byte[] content = PyTorchCheckpoint.Rebuild(file, t =>
        {
            bool isIt = name is null && IsAsked(t, prefix);
            name = isIt ? t.Name : name;
            return isIt ? null : t;
        });
        await Refuses(file, content, $"{file} has no tensor '{name![prefix.Length..]}' of shape [", "belong together");
    }

    [Theory]
    [InlineData(Generator, "_base_models.generator.")]
    [InlineData(Generator, "_base_models.condition_embedder.")]
    [InlineData(Decoder, "")]
    public async Task ATensorOfAnotherShape(string file, string prefix)
    {
        string? name = null;
        byte[] content = PyTorchCheckpoint.Rebuild(file, t =>
        {
            bool isIt = name is null && IsAsked(t, prefix);
            name = isIt ? t.Name : name;
            return isIt ? t with { Shape = [t.Shape[0], 3] } : t;
        });
        await Refuses(file, content, $"{file}: tensor '{name![prefix.Length..]}' has shape [", ", 3]", "the configuration asks for [", "belong together");
    }

    // Checkpoints also hold tensors that no network asks for; matrices of blocks are always asked for.
    private static bool IsAsked(CheckpointTensor tensor, string prefix) =>
        tensor.Name.StartsWith(prefix, StringComparison.Ordinal) && tensor.Name.EndsWith("weight", StringComparison.Ordinal) && tensor.Shape.Count > 1
        && tensor.Name.Contains("block", StringComparison.Ordinal);

    private async Task Refuses(string file, byte[] content, params string[] parts)
    {
        using var folder = new TemporaryFolder();
        checkpoint.Write(folder.Path);
        File.WriteAllBytes(folder.File(file), content);
        await RefusesFolder(folder.Path, parts);
    }

    private static async Task RefusesFolder(string folder, params string[] parts)
    {
        string[] before = [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)];
        CliResult result = await Cli.RunAsync("convert", folder, "-o", Path.Combine(folder, "bundle"), "--quiet", "--json");
        foreach (string part in parts)
        {
            result.Failed(ExitCode.BadData, part);
        }

        Assert.Equal("CheckpointException", result.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal));
    }
}
