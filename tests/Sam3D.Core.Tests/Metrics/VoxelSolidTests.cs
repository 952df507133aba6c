using System.Numerics;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Metrics;

public sealed class VoxelSolidTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void BoxesHaveTheCellsThatTheyReachInto()
    {
        // With 64 cells on [-1, 1], centres lie at −1 + 2k/63. This box reaches from the centre of cell 0 to that of cell 63, and from 21 to 42 along y and z.
        float third = 1f / 3;
        TriangleMesh bar = Solids.Box(new(-1, -third, -third), new(1, third, third));
        VoxelSolid solid = VoxelSolid.Fill(bar, new(-1), new(1), 64, Stop);
        Assert.Equal(64 * 22 * 22, solid.SolidCount);
        Assert.Equal((64 * 22 * 22) - (62 * 20 * 20), solid.SurfaceCount);

        // The other bar lies across; both share a cube of 22.
        TriangleMesh across = Solids.Box(new(-third, -1, -third), new(third, 1, third));
        VoxelIoU iou = VoxelSolid.Compare(bar, across, 64, Stop);
        Assert.Equal(22.0 * 22 * 22 / ((2 * 64 * 22 * 22) - (22 * 22 * 22)), iou.Solid, 1e-12);
        Assert.Equal(new VoxelIoU(1, 1), VoxelSolid.Compare(bar, bar, 64, Stop));
    }

    [Fact]
    public void ASphereHasItsVolume()
    {
        // Cells that the surface touches belong to it, half a cell too much on the average: about r + 0.5·cell.
        VoxelSolid solid = VoxelSolid.Fill(Solids.Sphere(1), new(-1), new(1), 64, Stop);
        double cells = 4 / 3.0 * Math.PI * Math.Pow(31.5 + 0.5, 3);
        Assert.Equal(1, solid.SolidCount / cells, 0.03);
    }

    [Fact]
    public void ACrackNarrowerThanACellLetsNothingIn()
    {
        TriangleMesh box = Solids.Box(new(-1), new(1));
        TriangleMesh cracked = new([.. box.Positions.Select(p => p), new(1, 0.99f, 1)], [.. box.Indices[..^3], box.Indices[^3], 8, box.Indices[^1]]);
        long full = VoxelSolid.Fill(box, new(-1), new(1), 32, Stop).SolidCount;
        Assert.Equal(full, VoxelSolid.Fill(cracked, new(-1), new(1), 32, Stop).SolidCount);

        // Without a whole side it is a shell.
        TriangleMesh open = new(box.Positions, box.Indices[6..]);
        Assert.Equal((32 * 32 * 32) - (30 * 30 * 31), VoxelSolid.Fill(open, new(-1), new(1), 32, Stop).SolidCount);
    }

    [Fact]
    public void CellsAreThoseThatATriangleTouches()
    {
        // Against dense points on the triangle: each point's cell is marked; each marked cell has a point near.
        var random = new Random(7);
        for (int round = 0; round < 20; round++)
        {
            Vector3[] corners = [.. Enumerable.Range(0, 3).Select(_ => new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) * 1.8f - new Vector3(0.9f))];
            TriangleMesh mesh = new(corners, [0, 1, 2]);
            VoxelSolid solid = VoxelSolid.Fill(mesh, new(-1), new(1), 16, Stop);
            var found = new HashSet<Vector3>();
            foreach (Vector3 p in SurfaceSampler.Sample(mesh, 200_000, 1).Points)
            {
                Vector3 cell = (p - solid.First) / solid.CellSize;
                found.Add(new Vector3(MathF.Floor(cell.X + 0.5f), MathF.Floor(cell.Y + 0.5f), MathF.Floor(cell.Z + 0.5f)));
            }

            Assert.InRange(solid.SurfaceCount, found.Count, found.Count + 4); // corners of cells that are barely touched
        }
    }

    [Fact]
    public void WhatLiesFarOutsideIsRefused() =>
        Assert.Throws<EvaluationException>(() => VoxelSolid.Compare(Solids.Box(new(-9), new(9)), Solids.Sphere(1), 64, Stop));
}
