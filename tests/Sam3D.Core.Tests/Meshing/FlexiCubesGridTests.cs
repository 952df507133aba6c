using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class FlexiCubesGridTests
{
    private static readonly VoxelIndex[] Two = [new(0, 0, 0), new(4, 4, 4)];
    private static readonly float[] Scalars = [-1f, 1f];

    [Fact]
    public void TheFarCornerIsAVertexButNoCube()
    {
        Assert.Equal(2, new FlexiCubesGrid(4, Two, Scalars).Vertices.Length);
        Assert.Equal("cubes", Assert.Throws<ArgumentException>(() => new FlexiCubesGrid(4, Two, Scalars, cubes: Two)).ParamName);
        Assert.Equal("vertices", Assert.Throws<ArgumentException>(() => new FlexiCubesGrid(3, Two, Scalars)).ParamName);
        Assert.Equal("vertices", Assert.Throws<ArgumentException>(() => new FlexiCubesGrid(4, [new(0, -1, 0), new(0, 0, 0)], Scalars)).ParamName);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(FlexiCubesGrid.MaxResolution + 1)]
    public void ResolutionsOutOfRangeAreRefused(int resolution) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlexiCubesGrid(resolution, [], []));

    [Fact]
    public void TheLargestGridWorksAtItsEnds()
    {
        const int max = FlexiCubesGrid.MaxResolution;
        var grid = new FlexiCubesGrid(max, [new(0, 0, 0), new(max, max, max)], [-1f, -1f]);
        Assert.Equal(2, FlexiCubes.Extract(grid).Positions.Length); // one cube at each end; no edge has four
    }

    [Fact]
    public void LengthsMustAgree()
    {
        Assert.Equal("scalars", Refusal(() => new FlexiCubesGrid(4, Two, [1f])));
        Assert.Equal("positions", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, [Vector3.Zero])));
        Assert.Equal("attributes", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, attributes: new float[3])));
        Assert.Equal("attributes", Refusal(() => new FlexiCubesGrid(4, [], [], attributes: new float[3])));
        Assert.Equal("weights", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, cubes: [new(0, 0, 0)], weights: new float[20])));
        Assert.Equal("weights", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, weights: new float[21])));
    }

    [Fact]
    public void PlacesMustBeDistinct()
    {
        Assert.Equal("vertices", Refusal(() => new FlexiCubesGrid(4, [new(1, 2, 3), new(0, 0, 0), new(1, 2, 3)], [1f, 2f, 3f])));
        Assert.Equal("cubes", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, cubes: [new(1, 1, 1), new(1, 1, 1)])));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void NumbersMustBeFinite(float bad)
    {
        float[] weights = new float[21];
        weights[20] = bad;
        Assert.Equal("scalars", Refusal(() => new FlexiCubesGrid(4, Two, [1f, bad])));
        Assert.Equal("positions", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, [Vector3.Zero, new(0, bad, 0)])));
        Assert.Equal("attributes", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, attributes: [0f, bad])));
        Assert.Equal("weights", Refusal(() => new FlexiCubesGrid(4, Two, Scalars, cubes: [new(0, 0, 0)], weights: weights)));
    }

    private static string? Refusal(Action action) => Assert.Throws<ArgumentException>(action).ParamName;
}
