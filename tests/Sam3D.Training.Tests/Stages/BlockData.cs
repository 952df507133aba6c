using System.Numerics;
using Sam3D.Imaging;
using Sam3D.Rendering;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Tests;

/// <summary>Boxes of two colours: everything of a sample is known in closed form.</summary>
internal sealed class BlockData(int count, int resolution = TinyModel.Resolution) : ITrainingData
{
    private const int Side = 24;

    public int Count => count;

    public TrainingItem Read(int index)
    {
        var random = new Random(index);
        Vector3 half = new(0.15f + (0.25f * random.NextSingle()), 0.15f + (0.25f * random.NextSingle()), 0.15f + (0.25f * random.NextSingle()));
        Vector3 upper = new(random.NextSingle(), random.NextSingle(), random.NextSingle()), lower = Vector3.One - upper;
        byte[] mask = new byte[Side * Side], pixels = new byte[Side * Side * 3];
        for (int i = 0; i < mask.Length; i++)
        {
            int x = i % Side, y = i / Side;
            bool inside = Math.Abs(x - (Side / 2)) < half.X * Side && Math.Abs(y - (Side / 2)) < half.Z * Side;
            mask[i] = inside ? (byte)255 : (byte)0;
            Vector3 color = inside ? (y < Side / 2 ? upper : lower) : new Vector3(0.5f);
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = ((byte)(255 * color.X), (byte)(255 * color.Y), (byte)(255 * color.Z));
        }

        return new TrainingItem
        {
            Photo = new RgbImage(Side, Side, pixels),
            Mask = new Mask(Side, Side, mask),
            Pose = new ObjectPose
            {
                Rotation = Quaternion.CreateFromYawPitchRoll(random.NextSingle(), random.NextSingle(), random.NextSingle()),
                Translation = new Vector3(0.1f * random.NextSingle(), 0, 1.5f),
                Scale = 0.5f + random.NextSingle(),
            },
            Voxels = Voxels(half),
            Surface = Surface(half, upper, lower, random),
        };
    }

    private SparseVoxels Voxels(Vector3 half) => new(resolution,
    [
        .. Enumerable.Range(0, resolution * resolution * resolution)
            .Select(i => new VoxelIndex(i / (resolution * resolution), i / resolution % resolution, i % resolution))
            .Where(v => Inside((new Vector3(v.X + 0.5f, v.Y + 0.5f, v.Z + 0.5f) / resolution) - new Vector3(0.5f), half)),
    ]);

    private static bool Inside(Vector3 p, Vector3 half) => Math.Abs(p.X) <= half.X && Math.Abs(p.Y) <= half.Y && Math.Abs(p.Z) <= half.Z;

    private static Vector3 Linear(Vector3 color) => new(ColorSpace.ToLinear(color.X), ColorSpace.ToLinear(color.Y), ColorSpace.ToLinear(color.Z));

    private static SurfaceSamples Surface(Vector3 half, Vector3 upper, Vector3 lower, Random random)
    {
        const int Samples = 1500;
        var positions = new Vector3[Samples];
        var normals = new Vector3[Samples];
        var colors = new Vector3[Samples];
        for (int i = 0; i < Samples; i++)
        {
            int axis = i % 3;
            float sign = i % 2 == 0 ? 1 : -1;
            Vector3 p = new Vector3((2 * random.NextSingle()) - 1, (2 * random.NextSingle()) - 1, (2 * random.NextSingle()) - 1) * half;
            p[axis] = sign * half[axis];
            Vector3 n = default;
            n[axis] = sign;
            (positions[i], normals[i], colors[i]) = (p, n, Linear(p.Z > 0 ? upper : lower));
        }

        return new SurfaceSamples(positions, normals, colors);
    }
}
