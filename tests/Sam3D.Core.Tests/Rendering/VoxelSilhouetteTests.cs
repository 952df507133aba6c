using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class VoxelSilhouetteTests
{
    private static readonly CameraIntrinsics Camera = new(1, 1);

    [Fact]
    public void A_cube_covers_the_square_of_its_front_layer()
    {
        const int Size = 200;
        Mask mask = VoxelSilhouette.Render(Cube(4), new ObjectPose { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, 2), Scale = 1 }, Camera, Size, Size);

        // The centres of the front layer are at z = 2 − 3/8 and the cube is 1 wide there.
        double edge = Size / (2 - 0.375);
        Assert.InRange(Math.Sqrt(mask.Count), edge - 2, edge + 2);
        Assert.True(mask[Size / 2, Size / 2]);
        Assert.False(mask[0, 0]);
        PixelBounds box = mask.GetBounds()!.Value;
        Assert.Equal(mask.Count, box.Width * box.Height);
    }

    [Fact]
    public void What_is_behind_the_camera_or_outside_of_the_picture_is_left_out()
    {
        var pose = new ObjectPose { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, -2), Scale = 1 };
        Assert.Equal(0, VoxelSilhouette.Render(Cube(4), pose, Camera, 50, 40).Count);
        Assert.Equal(0, VoxelSilhouette.Render(Cube(4), pose with { Translation = new Vector3(9, 0, 2) }, Camera, 50, 40).Count);
    }

    [Fact]
    public void A_far_voxel_still_covers_the_pixel_of_its_centre()
    {
        var pose = new ObjectPose { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, 1000), Scale = 1 };
        Assert.InRange(VoxelSilhouette.Render(Cube(2), pose, Camera, 51, 51).Count, 1, 4);
    }

    private static SparseVoxels Cube(int resolution) => new(
        resolution,
        [
            .. from x in Enumerable.Range(0, resolution)
               from y in Enumerable.Range(0, resolution)
               from z in Enumerable.Range(0, resolution)
               select new VoxelIndex(x, y, z),
        ]);
}
