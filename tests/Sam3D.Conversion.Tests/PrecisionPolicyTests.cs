using Sam3D.Bundles;

namespace Sam3D.Conversion.Tests;

public sealed class PrecisionPolicyTests
{
    [Theory]
    [InlineData("geometry_flow", GraphPrecision.Int8)]
    [InlineData("geometry_context", GraphPrecision.Int8)]
    [InlineData("texture_flow", GraphPrecision.Int8)]
    [InlineData("texture_context", GraphPrecision.Int8)]
    [InlineData("condition_encoder_0", GraphPrecision.Float16)]
    [InlineData("backbone_0", GraphPrecision.Float16)]
    [InlineData("geometry_modulation", GraphPrecision.Float16)]
    [InlineData("structure_decoder", GraphPrecision.Float16)]
    [InlineData("depth", GraphPrecision.Float16)]
    [InlineData("a stage of tomorrow", GraphPrecision.Float16)]
    public void EightBitsAreForFlowsOnly(string stage, GraphPrecision expected)
    {
        Assert.Equal(expected, PrecisionPolicy.Of(stage, GraphPrecision.Int8));
        Assert.Equal(GraphPrecision.Float16, PrecisionPolicy.Of(stage, GraphPrecision.Float16));
        Assert.Equal(GraphPrecision.Float32, PrecisionPolicy.Of(stage, GraphPrecision.Float32));
    }

    [Fact]
    public void OnlyABundleForProcessorsWidensItsWeights() =>
        Assert.Equal([GraphPrecision.Int8], Enum.GetValues<GraphPrecision>().Where(PrecisionPolicy.ComputesInFloat32));
}
