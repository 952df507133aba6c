using System.Text.Json;
using Sam3D.Core.Tests.Meshing;
using Sam3D.Export;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Export;

/// <summary>Exported files before the validator of the Khronos Group (npm <c>gltf-validator</c>, <c>tests/node</c>).</summary>
public sealed class GltfValidatorTests
{
    [Fact]
    public void ExportedFilesHaveNoErrorsAndNoWarnings()
    {
        GltfValidator.InstallOrSkip();
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

            using JsonDocument json = GltfValidator.Validate([.. files.Select(f => Path.Combine(folder, f.Name + ".glb"))]);
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
        GltfValidator.InstallOrSkip();
        string path = Path.GetTempFileName();
        try
        {
            byte[] bytes = Sample.Bytes(s => GlbWriter.Write(Sample.Torus(), s));
            File.WriteAllBytes(path, bytes[..^8]);
            using JsonDocument json = GltfValidator.Validate([path]);
            Assert.True(json.RootElement[0].GetProperty("errors").GetInt32() > 0);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
