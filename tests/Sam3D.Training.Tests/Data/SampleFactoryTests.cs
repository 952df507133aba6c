using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data;

public sealed class SampleFactoryTests
{
    private static readonly DataOptions Small = new() { Seed = 11, ImageSize = 96, MeshResolution = 64, SurfacePoints = 500, FineDistances = true };

    [Fact]
    public void ASampleDependsOnItsNumberAloneOnAnyThread()
    {
        var factory = new SampleFactory(Small);
        byte[][] inOrder = [.. Enumerable.Range(0, 6).Select(i => RecordWriter.Write(factory.Create(i)))];
        byte[][] inParallel = new byte[6][];
        var other = new SampleFactory(Small);
        Parallel.For(0, 6, i => inParallel[5 - i] = RecordWriter.Write(other.Create(5 - i)));
        Assert.Equal(inOrder, inParallel);
        Assert.NotEqual(inOrder[0], RecordWriter.Write(new SampleFactory(Small with { Seed = 12 }).Create(0)));
    }

    [Fact]
    public void PicturePoseMaskPointsAndVoxelsAgree()
    {
        var factory = new SampleFactory(Small with { Occluders = 0.5f });
        for (int id = 0; id < 24; id++)
        {
            TrainingSample sample = factory.Create(id);
            Assert.Equal(1f, sample.Pose.Translation.Z);
            Assert.True(sample.Mask.Count > 0.005 * 96 * 96, $"sample {id}: {sample.Mask.Count} pixels");

            // Points seen in the mask, brought into the canonical frame, lie in or next to the voxels of the surface.
            Quaternion back = Quaternion.Inverse(sample.Pose.Rotation);
            var surface = new HashSet<VoxelIndex>(sample.Voxels.Surface.Indices.ToArray());
            int near = 0, seen = 0;
            for (int i = 0; i < sample.Mask.Values.Length; i++)
            {
                if (sample.Mask.Values[i] == 0)
                {
                    continue;
                }

                seen++;
                var p = new Vector3(sample.PointMap.Points[3 * i], sample.PointMap.Points[(3 * i) + 1], sample.PointMap.Points[(3 * i) + 2]);
                Vector3 own = Vector3.Transform(p - sample.Pose.Translation, back) / sample.Pose.Scale, cell = (own + new Vector3(0.5f)) * 32;
                near += Around(cell).Any(surface.Contains) ? 1 : 0;
                Vector2 uv = sample.Camera.Project(p);
                Assert.Equal(((i % 96) + 0.5f) / 96, uv.X, 2e-3f);
                Assert.Equal(((i / 96) + 0.5f) / 96, uv.Y, 2e-3f);
            }

            Assert.True(near > 0.99 * seen, $"sample {id} ({sample.Family}): {near} of {seen} points at the surface");
        }

        static IEnumerable<VoxelIndex> Around(Vector3 cell) =>
            from dx in (float[])[-0.2f, 0.2f]
            from dy in (float[])[-0.2f, 0.2f]
            from dz in (float[])[-0.2f, 0.2f]
            select new VoxelIndex((int)MathF.Floor(cell.X + dx), (int)MathF.Floor(cell.Y + dy), (int)MathF.Floor(cell.Z + dz));
    }

    [Fact]
    public void OccludersHideAPartAndTheMaskIsWhatIsLeft()
    {
        DataOptions options = Small with { ImageSize = 64, MeshResolution = 32, Resolution = 8, SurfacePoints = 0, FineDistances = false, Noise = 0 };
        SampleFactory without = new(options with { Occluders = 0 }), with = new(options with { Occluders = 1 });
        int hidden = 0;
        for (int id = 0; id < 20; id++)
        {
            TrainingSample whole = without.Create(id), part = with.Create(id);
            Assert.Equal(whole.Pose, part.Pose);
            Assert.True(part.Mask.Count >= 0.35 * whole.Mask.Count, $"sample {id}: {part.Mask.Count} of {whole.Mask.Count} pixels");
            Assert.All(Enumerable.Range(0, whole.Mask.Values.Length), i => Assert.True(part.Mask.Values[i] == 0 || whole.Mask.Values[i] != 0));
            hidden += part.Mask.Count < whole.Mask.Count ? 1 : 0;
        }

        Assert.InRange(hidden, 15, 20);
    }

    [Fact]
    public void SymmetricObjectsShowTheirFront()
    {
        var factory = new SampleFactory(Small with { SurfacePoints = 0, FineDistances = false, ImageSize = 32, MeshResolution = 32, Resolution = 8, Occluders = 0 });
        int rotational = 0;
        double widest = 0;
        for (int id = 0; id < 150; id++)
        {
            TrainingSample sample = factory.Create(id);
            Vector3 camera = Vector3.Transform(-sample.Pose.Translation, Quaternion.Inverse(sample.Pose.Rotation));
            double azimuth = Math.Abs(Math.Atan2(camera.X, -camera.Y) * 180 / Math.PI), elevation = Math.Asin(camera.Z / camera.Length()) * 180 / Math.PI;
            double limit = sample.Symmetry switch { ObjectSymmetry.Rotational => 0.01, ObjectSymmetry.FourFold => 45.01, ObjectSymmetry.TwoFold => 90.01, _ => 180.01 };
            Assert.InRange(azimuth, 0, limit);
            Assert.InRange(elevation, -40, 85);
            rotational += sample.Symmetry == ObjectSymmetry.Rotational ? 1 : 0;
            widest = Math.Max(widest, azimuth);
        }

        Assert.InRange(rotational, 10, 80);
        Assert.True(widest > 150);
    }

    [Fact]
    public void VoxelAttributesDescribeTheSurface()
    {
        TrainingObject item = ObjectFamilies.Create("mug", 2, 0, 96);
        SampleVoxels voxels = Voxelizer.Create(item, 32, withFine: true);
        float[] distances = new float[voxels.Surface.Count];
        Vector3[] nearest = [.. Enumerable.Range(0, distances.Length).Select(i => voxels.Surface.Center(voxels.Surface.Indices[i]) - (voxels.Normals[i] * voxels.Distances[i] / 32))];
        item.Field.SignedDistances(nearest, distances);
        Assert.InRange(distances.Select(d => Math.Abs(d * 32)).Order().ElementAt(distances.Length * 9 / 10), 0, 0.2);
        Assert.All(voxels.Normals, n => Assert.Equal(1f, n.Length(), 1e-4f));

        // The fine lattice holds the field at its corners.
        float[] corner = new float[1];
        for (int i = 0; i < voxels.Surface.Count; i += 97)
        {
            VoxelIndex v = voxels.Surface.Indices[i];
            item.Field.SignedDistances([(new Vector3(v.X + 0.25f, v.Y + 0.5f, v.Z + 1f) / 32) - new Vector3(0.5f)], corner);
            Assert.Equal(Math.Clamp(corner[0] * 32, -2, 2), (voxels.Fine![(i * 125) + (1 * 25) + (2 * 5) + 4] - 128) / 63f, 0.01f);
        }
    }

    [Fact]
    public void ThinRodsAreNotLost()
    {
        // Chairs have legs thinner than a voxel: occupied voxels must hang together from the floor to the seat.
        for (uint i = 0; i < 6; i++)
        {
            SampleVoxels voxels = Voxelizer.Create(ObjectFamilies.Create("table", 5, i, 96), 32, withFine: false);
            for (int z = 2; z < 16; z++)
            {
                int count = 0;
                for (int n = 0; n < 1024; n++)
                {
                    count += voxels.IsOccupied(n / 32, n % 32, z) ? 1 : 0;
                }

                bool reaches = voxels.Surface.Indices.ToArray().Any(v => v.Z == z);
                Assert.True(count > 0 || !reaches, $"table {i} has no voxel at height {z}");
            }
        }
    }

    [Fact]
    public void WrongOptionsAreNamedAllAtOnce()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new SampleFactory(
            new DataOptions { ImageSize = 1, Resolution = 33, Families = ["dragon"], PhotoShare = 0.5f, Occluders = 2 }));
        foreach (string part in (string[])["ImageSize", "Resolution", "'dragon'", "PhotoShare", "Occluders"])
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }
}
