using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data;

namespace Sam3D.Training.Tests.Data.Storage;

/// <summary>Boxes before a camera, of which everything is known in closed form.</summary>
internal static class Boxes
{
    /// <summary>Half of the box's sides, not on borders of voxels.</summary>
    public static readonly Vector3 Half = new(0.31f, 0.22f, 0.43f);

    /// <summary>A box whose photograph is a filled rectangle on grey.</summary>
    public static PosedObject Make(int number, int width = 64, int height = 48)
    {
        byte[] pixels = new byte[3 * width * height], mask = new byte[width * height];
        for (int i = 0; i < mask.Length; i++)
        {
            bool inside = Math.Abs((i % width) + 0.5 - (width / 2)) < width / 4 && Math.Abs((i / width) + 0.5 - (height / 2)) < height / 4;
            mask[i] = inside ? (byte)255 : (byte)0;
            (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]) = inside ? ((byte)200, (byte)(40 + number), (byte)60) : ((byte)90, (byte)90, (byte)90);
        }

        return new PosedObject
        {
            Name = $"box {number}",
            Photo = new RgbImage(width, height, pixels),
            Mask = new Mask(width, height, mask),
            Camera = new CameraIntrinsics(1.1f, 1.2f, 0.5f, 0.45f),
            Pose = new ObjectPose { Rotation = Quaternion.CreateFromYawPitchRoll(0.3f, 0.2f, 0.1f), Translation = new Vector3(0.2f, -0.4f, 2.5f), Scale = 0.5f, IsMetric = true },
            Mesh = new TexturedMesh(Mesh(Half)),
        };
    }

    /// <summary>A closed box of one colour.</summary>
    public static TriangleMesh Mesh(Vector3 half)
    {
        Vector3[] corners = [.. Enumerable.Range(0, 8).Select(i => half * new Vector3((i & 1) == 0 ? -1 : 1, (i & 2) == 0 ? -1 : 1, (i & 4) == 0 ? -1 : 1))];
        int[] indices = [0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5];
        return new TriangleMesh(corners, indices, colors: [.. Enumerable.Repeat(new Vector3(0.25f, 0.5f, 0.75f), 8)]);
    }

    /// <summary>Whether a voxel's centre lies in the box.</summary>
    public static bool Holds(Vector3 center) => Math.Abs(center.X) < Half.X && Math.Abs(center.Y) < Half.Y && Math.Abs(center.Z) < Half.Z;
}
