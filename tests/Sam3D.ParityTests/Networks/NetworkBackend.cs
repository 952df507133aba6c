global using NetworkBuilder = Sam3D.Conversion.OnnxGraphBuilder;
global using NetworkRun = Sam3D.ParityTests.GraphRun;
global using NetworkTensor = Sam3D.Conversion.GraphValue;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>
/// What the tests of networks run on: here recorded graphs on ONNX Runtime. <c>tests/Sam3D.Torch.Tests</c> compiles the same tests with another file of this name.
/// </summary>
internal static class NetworkBackend
{
    extension(OnnxGraphBuilder builder)
    {
        /// <summary>The operations.</summary>
        public ITensorOps<GraphValue> Ops => builder;
    }
}
