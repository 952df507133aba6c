using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class OrientedBoxTests
{
    private static readonly OrientedBox Unit = new(Vector3.Zero, new(0.5f), Quaternion.Identity);

    [Fact]
    public void KnownIntersections()
    {
        Assert.Equal(1, Unit.IoU(Unit), 1e-12);
        Assert.Equal(1 / 3.0, Unit.IoU(Unit with { Center = new(0.5f, 0, 0) }), 1e-6); // ½ of 1½
        Assert.Equal(1 / 15.0, Unit.IoU(Unit with { Center = new(0.5f) }), 1e-6); // ⅛ of 1⅞
        Assert.Equal(0.125, Unit.IoU(Unit with { HalfSize = new(0.25f) }), 1e-6);
        Assert.Equal(0, Unit.IoU(Unit with { Center = new(1, 0, 0) }), 1e-9);
        Assert.Equal(0, Unit.IoU(Unit with { Center = new(5, 1, 0) }), 1e-12);
        Assert.Equal(0, Unit.IoU(Unit with { HalfSize = new(0.5f, 0.5f, 0) }), 1e-9);
    }

    [Fact]
    public void ACubeTurnedBy45DegreesSharesAnOctagon()
    {
        // The regular octagon in a unit square: 2·(√2 − 1).
        double octagon = 2 * (Math.Sqrt(2) - 1);
        OrientedBox turned = Unit with { Rotation = Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.PI / 4) };
        Assert.Equal(octagon / (2 - octagon), Unit.IoU(turned), 1e-6);
        Assert.Equal(Unit.IoU(turned), turned.IoU(Unit), 1e-9);

        // A quarter turn changes nothing, though it renames the sides.
        Assert.Equal(1, Unit.IoU(Unit with { Rotation = Quaternion.CreateFromAxisAngle(Vector3.UnitY, MathF.PI / 2) }), 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyBoxesAgreeWithCountedPoints(int seed)
    {
        var random = new Random(seed);
        OrientedBox a = Random(random), b = Random(random);
        double inside = 0;
        const int side = 80;
        for (int i = 0; i < side * side * side; i++)
        {
            var unit = new Vector3(((i % side) + 0.5f) / side, ((i / side % side) + 0.5f) / side, ((i / side / side) + 0.5f) / side);
            Vector3 p = Vector3.Transform(((unit * 2) - Vector3.One) * a.HalfSize, a.Rotation) + a.Center;
            Vector3 q = Vector3.Abs(Vector3.Transform(p - b.Center, Quaternion.Conjugate(b.Rotation)));
            inside += q.X <= b.HalfSize.X && q.Y <= b.HalfSize.Y && q.Z <= b.HalfSize.Z ? 1 : 0;
        }

        double expected = inside / (side * side * side) * a.Volume;
        Assert.True(expected > 0.01);
        Assert.Equal(expected, a.Intersection(b), 0.01 * a.Volume);
        Assert.Equal(a.Intersection(b), b.Intersection(a), 1e-6);
    }

    [Fact]
    public void BoxesAroundAPlacedMesh()
    {
        var pose = new ObjectPose { Rotation = Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.PI / 4), Translation = new(0, 0, 3), Scale = 2 };
        TriangleMesh mesh = Solids.Box(new(-0.5f), new(0.5f));
        Assert.Equal(8, OrientedBox.Around(mesh, pose).Volume, 1e-5);
        Assert.Equal(16, OrientedBox.AlongCameraAxes(mesh, pose).Volume, 1e-4); // √2 wider in x and y
    }

    private static OrientedBox Random(Random random) => new(
        new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) * 0.3f,
        new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) + new Vector3(0.3f),
        Quaternion.Normalize(new Quaternion(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f)));
}
