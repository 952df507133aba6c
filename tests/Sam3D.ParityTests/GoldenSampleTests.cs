using System.Numerics;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>
/// The golden samples of the demonstration model, from picture files to voxels and pose, through a converted bundle and with the
/// recorded noise.
/// </summary>
public sealed class GoldenSampleTests(CompactCheckpoint compact) : IClassFixture<CompactCheckpoint>
{
    private const double MinIoU = 0.99;
    private const double PoseTolerance = 1e-3;

    public static TheoryData<string> Samples => [.. CompactCheckpoint.Samples];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Samples))]
    public async Task PictureToVoxelsAndPose(string sample)
    {
        string folder = Path.Combine(CompactCheckpoint.CheckpointFolder, "samples", sample);
        using SafetensorsFile golden = SafetensorsFile.Open(Path.Combine(folder, "golden.safetensors"));
        using ModelBundle bundle = ModelBundle.Open(compact.BundleFolder);
        using var model = new OnnxGeometryModel(bundle);
        var input = new GeometryInput(RgbImage.Load(Path.Combine(folder, "image.png")), Mask.Load(Path.Combine(folder, "mask.png")));
        var options = new GeometryOptions
        {
            InitialNoise = bundle.Manifest.Latents.ToDictionary(l => l.Name, l => golden.ReadSingle("noise." + l.Name)),
        };
        GeometryResult result = await model.GenerateAsync(input, options, cancellationToken: TestContext.Current.CancellationToken);

        Parity.Check(sample, "cond_tokens", golden.ReadSingle("cond_tokens"), result.ConditionTokens.Span, Parity.Solve);
        Parity.Check(sample, "voxel_logits", golden.ReadSingle("output.voxel_logits"), result.Occupancy.Logits, Parity.Solve);
        double iou = IoU(golden.ReadSingle("output.coords"), result.Voxels);
        TestContext.Current.TestOutputHelper!.WriteLine($"{sample} occupancy IoU {iou:F5} (at least {MinIoU})");
        Assert.True(iou >= MinIoU);

        Matrix4x4 matrix = Matrix4x4.CreateFromQuaternion(result.Pose.Rotation);
        float[] rotation = [matrix.M11, matrix.M12, matrix.M13, matrix.M21, matrix.M22, matrix.M23, matrix.M31, matrix.M32, matrix.M33];
        Parity.Check(sample, "pose rotation", golden.ReadSingle("pred.rotation_matrix"), rotation, PoseTolerance);
        Vector3 t = result.Pose.Translation;
        Parity.Check(sample, "pose translation", golden.ReadSingle("pred.translation"), [t.X, t.Y, t.Z], PoseTolerance);
        Parity.Check(sample, "pose scale", golden.ReadSingle("pred.scale"), [result.Pose.Scale, result.Pose.Scale, result.Pose.Scale], PoseTolerance);
        Assert.False(result.Pose.IsMetric);
    }

    private static double IoU(float[] coordinates, SparseVoxels voxels)
    {
        HashSet<VoxelIndex> expected = [.. coordinates.Chunk(4).Select(c => new VoxelIndex((int)c[1], (int)c[2], (int)c[3]))];
        int common = 0;
        foreach (VoxelIndex voxel in voxels.Indices)
        {
            common += expected.Contains(voxel) ? 1 : 0;
        }

        return (double)common / (expected.Count + voxels.Count - common);
    }
}
