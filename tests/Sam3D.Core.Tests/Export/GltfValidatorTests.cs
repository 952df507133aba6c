using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Sam3D.Core.Tests.Meshing;
using Sam3D.Export;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Export;

/// <summary>Exported files before the validator of the Khronos Group (npm <c>gltf-validator</c>, <c>tests/node</c>).</summary>
public sealed class GltfValidatorTests
{
    private static readonly string NodeFolder = Path.Combine(Repository.Root, "tests", "node");

    [Fact]
    public void ExportedFilesHaveNoErrorsAndNoWarnings()
    {
        InstallOrSkip();
        TriangleMesh colored = Sample.Torus(), plain = Sample.Torus(colors: false);
        TriangleMesh large = SurfaceExtractor.Extract(Shapes.Sample(140, p => Shapes.Sphere(p, 0.45f)));
        Assert.True(large.Positions.Length > 65535);
        (string Name, Action<Stream> Write)[] files =
        [
            ("coloured", s => GlbWriter.Write(colored, s)),
            ("uncoloured", s => GlbWriter.Write(plain, s)),
            ("without normals", s => GlbWriter.Write(Shapes.Tetrahedron(), s)),
            ("placed", s => GlbWriter.Write(colored, Sample.Pose, s)),
            ("large", s => GlbWriter.Write(large, s)),
            ("scene", s => GlbWriter.WriteScene([(colored, Sample.Pose, "cup"), (plain, Sample.Pose, "cup"), (large, Sample.Pose, "Tisch ü")], s)),
            ("scene with a camera", s => GlbWriter.WriteScene(
                [(colored, Sample.Pose, "object 1"), (plain, Sample.Pose, "object 2")], s, CameraIntrinsics.FromFieldOfView(60, 600, 400))),
        ];

        string folder = Directory.CreateTempSubdirectory("sam3d-").FullName;
        try
        {
            foreach ((string name, Action<Stream> write) in files)
            {
                AtomicFile.Write(Path.Combine(folder, name + ".glb"), write);
            }

            string output = Run("node", ["validate.mjs", .. files.Select(f => Path.Combine(folder, f.Name + ".glb"))]).Output;
            using var json = JsonDocument.Parse(output);
            Assert.Equal(files.Length, json.RootElement.GetArrayLength());
            foreach (JsonElement report in json.RootElement.EnumerateArray())
            {
                string text = $"{Path.GetFileName(report.GetProperty("file").GetString())}: {report.GetProperty("messages")}";
                TestContext.Current.TestOutputHelper!.WriteLine(text);
                Assert.True(report.GetProperty("errors").GetInt32() == 0 && report.GetProperty("warnings").GetInt32() == 0, text);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void TheValidatorSeesABrokenFile()
    {
        InstallOrSkip();
        string path = Path.GetTempFileName();
        try
        {
            byte[] bytes = Sample.Bytes(s => GlbWriter.Write(Sample.Torus(), s));
            File.WriteAllBytes(path, bytes[..^8]);
            using var json = JsonDocument.Parse(Run("node", ["validate.mjs", path]).Output);
            Assert.True(json.RootElement[0].GetProperty("errors").GetInt32() > 0);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Installs the pinned validator when it is missing. Offline, that cannot work: then the test is skipped, except where CI is set.
    private static void InstallOrSkip()
    {
        if (Directory.Exists(Path.Combine(NodeFolder, "node_modules", "gltf-validator")) && Answers("node"))
        {
            return;
        }

        string npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        Assert.SkipUnless(
            Answers("node") && Answers(npm), "Node.js is missing, so the Khronos glTF validator cannot run: install Node.js 18 or newer with npm.");
        (int code, string output) = Run(npm, ["ci", "--no-audit", "--no-fund"]);
        bool mustWork = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        Assert.SkipUnless(code == 0 || mustWork, $"The Khronos glTF validator could not be installed ('npm ci' in tests/node): {output}");
        Assert.True(code == 0, output);
    }

    private static bool Answers(string program)
    {
        try
        {
            return Run(program, ["--version"]).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = NodeFolder, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.GetAwaiter().GetResult());
    }
}
