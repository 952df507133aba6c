using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Tests.Data.Objects;

public sealed class BlockSamplerTests
{
    [Theory]
    [InlineData(37)]
    [InlineData(32)]
    public void SignsAreRightEverywhereAndDistancesNearTheSurface(int resolution)
    {
        for (uint seed = 0; seed < 6; seed++)
        {
            ObjectDesign design = RandomSolids.Stack(new SampleRandom(9, seed, 0));
            Bounds3 bounds = design.Bounds();
            float step = bounds.Longest / (resolution - 4);
            Vector3 origin = bounds.Center - new Vector3((resolution - 1) * 0.5f * step);
            float[] values = new float[resolution * resolution * resolution];
            BlockSampler.Fill(design, values, resolution, origin, step);
            for (int n = 0; n < values.Length; n++)
            {
                Vector3 p = origin + (new Vector3(n / (resolution * resolution), n / resolution % resolution, n % resolution) * step);
                float expected = design.Parts.Min(part => part.Body.At(p));
                Assert.True(expected < 0 == values[n] < 0 || Math.Abs(expected) < 1e-5f, $"{expected} and {values[n]} at {p}");
                if (Math.Abs(expected) < step)
                {
                    Assert.Equal(expected, values[n], 1e-5f);
                }
            }
        }
    }
}
