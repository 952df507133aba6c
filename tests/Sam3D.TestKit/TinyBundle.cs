using System.Security.Cryptography;
using Sam3D.Bundles;
using Sam3D.Imaging;

namespace Sam3D.TestKit;

/// <summary>A valid bundle of a few hundred bytes: one stage, y = x · w.</summary>
public static class TinyBundle
{
    /// <summary>Name of the only stage.</summary>
    public const string Stage = "scale";

    /// <summary>Name of its graph.</summary>
    public const string Graph = "scale.onnx";

    /// <summary>Name of the file with its external tensor, where there is one.</summary>
    public const string Data = "scale.data";

    /// <summary>The factors w.</summary>
    public static IReadOnlyList<float> Weights { get; } = [2, -1, 0.5f, 4];

    /// <summary>A manifest that uses every member of the format.</summary>
    /// <param name="files">The files that it shall list.</param>
    public static BundleManifest Manifest(params (string Name, byte[] Content)[] files) => new()
    {
        Format = BundleManifest.CurrentFormat,
        Name = "tiny",
        Licence = "MIT",
        Origin = "made by a test: ×, −, 漢",
        Camera = new CameraSpec(49.1f),
        Preprocessing = new PreprocessingRecipe
        {
            Joint = [new ResizeAllToSameSize(), new CropAroundMask(1.2, 0.1), new RemoveBackground()],
            Image = [new PadToSquare(), new ResizeToSquare(84, Interpolation.Bicubic)],
            Mask = [new PadToSquare(), new ResizeToSquare(84, Interpolation.Nearest, Antialias: false)],
            PointMap = [new PadToSquare(), new ResizeToSquare(84, Interpolation.Bilinear)],
            PointMapNormalization = PointMapNormalization.ObjectCentricSsi,
        },
        Condition = new ConditionSpec { Width = 4, Encoders = [new ConditionEncoderSpec(Stage, ["image", "rgb_image"], 2)] },
        Sampling = new SamplingSpec
        {
            Steps = 10,
            RescaleT = 3,
            TimeScale = 1000,
            GuidanceStrength = 2,
            GuidanceStart = 0,
            GuidanceEnd = 500,
            Shortcut = true,
        },
        Latents = [new LatentSpec("shape", 64, 8), new LatentSpec("6drotation_normalized", 1, 6)],
        Structure = new StructureSpec { Resolution = 32, LatentResolution = 4, Threshold = 0.25f, PruneDistance = 1, MaxVoxels = 1000 },
        Pose = new PoseSpec
        {
            Convention = "ScaleShiftInvariant",
            Rotation6dMean = [0.1f, -0.2f, 0.3f, 1e-7f, 0, 3.4028f],
            Rotation6dStd = [1, 2, 3, 4, 5, 0.6f],
            SceneScale = 0.125f,
            SceneShift = [0, 0, 1],
        },
        Stages = new Dictionary<string, StageSpec>
        {
            [Stage] = new()
            {
                File = Graph,
                DataFiles = [.. files.Select(f => f.Name).Where(n => n == Data)],
                Inputs = [new TensorSpec("x", [Weights.Count])],
                Outputs = [new TensorSpec("y", [Weights.Count])],
            },
        },
        Files = [.. files.Select(f => new BundleFile(f.Name, f.Content.Length, Convert.ToHexStringLower(SHA256.HashData(f.Content))))],
    };

    /// <summary>The manifest of a bundle whose graph holds its tensor.</summary>
    public static BundleManifest Manifest() => Manifest((Graph, TinyOnnx.Scale([.. Weights])));

    /// <summary>Writes files and a manifest that lists them.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="files">Name and content of each file besides the manifest.</param>
    public static void Write(string folder, params (string Name, byte[] Content)[] files)
    {
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }

        using FileStream stream = File.Create(Path.Combine(folder, BundleManifest.FileName));
        BundleManifestSerializer.Write(Manifest(files), stream);
    }
}
