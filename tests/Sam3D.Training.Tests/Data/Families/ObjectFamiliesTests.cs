using System.Numerics;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Tests.Data.Families;

public sealed class ObjectFamiliesTests
{
    public static TheoryData<string> Names => [.. ObjectFamilies.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void ObjectsStandInTheirCanonicalFrame(string family)
    {
        for (uint i = 0; i < 3; i++)
        {
            TrainingObject item = ObjectFamilies.Create(family, 4, i, 64);
            Vector3[] positions = item.Mesh.Mesh.Positions;
            Vector3 low = positions.Aggregate(Vector3.Min), high = positions.Aggregate(Vector3.Max), size = high - low;
            Assert.Equal(0.92f, Math.Max(size.X, Math.Max(size.Y, size.Z)), 1e-4f);
            Assert.True((low + high).Length() < 1e-4f, $"{low} to {high}");
            Assert.All(item.Mesh.Mesh.Colors!, c => Assert.True(Vector3.Clamp(c, Vector3.Zero, Vector3.One) == c));

            // The mesh is the surface of the field: vertices are at most a cell away from it, and most much nearer.
            float[] distances = new float[positions.Length];
            item.Field.SignedDistances(positions, distances);
            float[] sorted = [.. distances.Select(Math.Abs).Order()];
            Assert.InRange(sorted[sorted.Length / 2], 0, 0.005f);
            Assert.InRange(sorted[sorted.Length * 98 / 100], 0, 0.03f);
        }
    }

    [Fact]
    public void TheSameNumbersGiveTheSameObject()
    {
        TrainingObject first = ObjectFamilies.Create("chair", 4, 1, 48), same = ObjectFamilies.Create("chair", 4, 1, 48), other = ObjectFamilies.Create("chair", 4, 2, 48);
        Assert.Equal(first.Mesh.Mesh.Positions, same.Mesh.Mesh.Positions);
        Assert.Equal(first.Mesh.Mesh.Colors!, same.Mesh.Mesh.Colors!);
        Assert.NotEqual(first.Mesh.Mesh.Positions, other.Mesh.Mesh.Positions);
    }

    [Fact]
    public void RotationalObjectsLookAlikeFromAllSides()
    {
        foreach (string family in ObjectFamilies.Names)
        {
            for (uint i = 0; i < 4; i++)
            {
                TrainingObject item = ObjectFamilies.Create(family, 8, i, 48);
                if (item.Symmetry == ObjectSymmetry.None)
                {
                    continue;
                }

                // A quarter turn for rotational and four-fold objects, half a turn for two-fold ones.
                SampleVoxels voxels = Voxelizer.Create(item, 32, withFine: false);
                int both = 0, either = 0;
                for (int n = 0; n < 32 * 32 * 32; n++)
                {
                    (int x, int y, int z) = (n / 1024, n / 32 % 32, n % 32);
                    bool own = voxels.IsOccupied(x, y, z), turned = item.Symmetry == ObjectSymmetry.TwoFold ? voxels.IsOccupied(31 - x, 31 - y, z) : voxels.IsOccupied(y, 31 - x, z);
                    both += own && turned ? 1 : 0;
                    either += own || turned ? 1 : 0;
                }

                Assert.True(both > 0.85 * either, $"{family} {i}: {both} of {either} voxels for {item.Symmetry}");
            }
        }
    }

    [Fact]
    public void UnknownFamiliesAreNamed()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ObjectFamilies.Create("dragon", 0, 0));
        Assert.Contains("'dragon'", error.Message, StringComparison.Ordinal);
        Assert.Contains("chair", error.Message, StringComparison.Ordinal);
    }
}
