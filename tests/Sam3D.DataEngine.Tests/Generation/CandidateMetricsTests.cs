using System.Numerics;
using Sam3D.Gaussians;

namespace Sam3D.DataEngine.Tests.Generation;

/// <summary>Metrics of a square whose picture is known pixel by pixel.</summary>
public sealed class CandidateMetricsTests
{
    private const int Side = 64;

    // A camera that sees one unit at the distance 1 over the whole picture; x is to the left.
    private static readonly CameraIntrinsics Camera = new(1, 1);
    private static readonly ObjectPose Pose = new() { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, 1), Scale = 1 };

    [Theory]
    [InlineData(0, 1, 1, 1)] // the same
    [InlineData(16, 1.0 / 3, 0.5, 0.5)] // shifted by half of its width
    [InlineData(32, 0, 0, 0)] // beside it
    public void SilhouettesOfShiftedSquares(int shift, double iou, double precision, double recall)
    {
        // The middle quarter of the picture: pixels 16 to 47. The mask may reach the picture's edge.
        IReadOnlyDictionary<string, double> scores = Measure(Square(0.25f), Rectangle(16 + shift, 48 + shift, 16, 48));
        Assert.Equal(iou, scores[CandidateMetrics.SilhouetteIoU], 12);
        Assert.Equal(precision, scores[CandidateMetrics.SilhouettePrecision], 12);
        Assert.Equal(recall, scores[CandidateMetrics.SilhouetteRecall], 12);
    }

    [Fact]
    public void APartOfTheMaskIsItsShare()
    {
        IReadOnlyDictionary<string, double> scores = Measure(Square(0.25f), Rectangle(0, Side, 0, Side));
        Assert.Equal(0.25, scores[CandidateMetrics.SilhouetteIoU], 12);
        Assert.Equal(1, scores[CandidateMetrics.SilhouettePrecision], 12);
        Assert.Equal(0.25, scores[CandidateMetrics.SilhouetteRecall], 12);
    }

    [Fact]
    public void ColoursAreComparedUnshaded()
    {
        // Linear 1, 0, 0 against the photograph's 255, 51, 0: a mean difference of a fifteenth.
        IReadOnlyDictionary<string, double> scores = Measure(Square(0.25f, new Vector3(1, 0, 0)), Rectangle(16, 48, 16, 48));
        Assert.Equal(14.0 / 15, scores[CandidateMetrics.ColorAgreement], 5);
    }

    [Fact]
    public void PartsAndEdgesAreCounted()
    {
        Vector3[] corners = [new(0, 0, 0), new(1, 0, 0), new(0, 1, 0), new(0, 0, 1)];
        int[] faces = [0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3];
        var closed = new TriangleMesh(corners, faces);
        Assert.Equal((1, 1), (MeshParts.LargestShare(closed), MeshParts.ClosedShare(closed)));

        // The same with corners of their own for every triangle: places count, not numbers.
        var soup = new TriangleMesh([.. faces.Select(i => corners[i])], [.. Enumerable.Range(0, 12)]);
        Assert.Equal((1, 1), (MeshParts.LargestShare(soup), MeshParts.ClosedShare(soup)));

        // A loose triangle beside it: 4 of 5 triangles, 6 of 9 edges.
        var loose = new TriangleMesh([.. corners, new(5, 0, 0), new(6, 0, 0), new(5, 1, 0)], [.. faces, 4, 5, 6]);
        Assert.Equal((0.8, 6.0 / 9), (MeshParts.LargestShare(loose), MeshParts.ClosedShare(loose)));
        Assert.Equal((0, 0), (MeshParts.LargestShare(new TriangleMesh([], [])), MeshParts.ClosedShare(new TriangleMesh([], []))));
    }

    [Fact]
    public void GaussiansHaveASilhouetteWithoutAMesh()
    {
        // One round opaque Gaussian in the middle: half opacity is at a radius of σ·√(2·ln 2).
        var activations = new GaussianActivations();
        float[] scale = [activations.RawScale(0.1f), activations.RawScale(0.1f), activations.RawScale(0.1f)];
        Vector3 middle = (Vector3.Zero - activations.BoxMin) / activations.BoxSize;
        var cloud = new GaussianCloud(activations, [middle.X, middle.Y, middle.Z], [0, 0, 0], scale, [0, 0, 0, 0], [20]);
        var result = new Reconstruction { Gaussians = cloud, Pose = Pose, Camera = Camera, Voxels = new SparseVoxels(1, []), Timings = [] };
        (RgbImage photo, Mask mask) = Rectangle(0, Side, 0, Side);
        IReadOnlyDictionary<string, double> scores = CandidateMetrics.Measure(photo, mask, result);
        double radius = 0.1 * Math.Sqrt(2 * Math.Log(2));
        Assert.Equal(Math.PI * radius * radius, scores[CandidateMetrics.SilhouetteRecall], 2);
        Assert.False(scores.ContainsKey(CandidateMetrics.LargestPart));
    }

    private static IReadOnlyDictionary<string, double> Measure(TriangleMesh mesh, (RgbImage Photo, Mask Mask) input) => CandidateMetrics.Measure(
        input.Photo, input.Mask, new Reconstruction { Mesh = mesh, Pose = Pose, Camera = Camera, Voxels = new SparseVoxels(1, []), Timings = [] });

    private static TriangleMesh Square(float half, Vector3? color = null) => new(
        [new(-half, -half, 0), new(half, -half, 0), new(half, half, 0), new(-half, half, 0)], [0, 1, 2, 0, 2, 3],
        colors: color is { } c ? [c, c, c, c] : null);

    /// <summary>A mask of a rectangle, as far as it lies in the picture, and a photograph of one colour.</summary>
    private static (RgbImage Photo, Mask Mask) Rectangle(int left, int right, int top, int bottom)
    {
        byte[] values = new byte[Side * Side], pixels = new byte[3 * Side * Side];
        for (int i = 0; i < values.Length; i++)
        {
            int x = i % Side, y = i / Side;
            values[i] = x >= left && x < right && y >= top && y < bottom ? (byte)255 : (byte)0;
            (pixels[3 * i], pixels[(3 * i) + 1]) = (255, 51);
        }

        return (new RgbImage(Side, Side, pixels), new Mask(Side, Side, values));
    }
}
