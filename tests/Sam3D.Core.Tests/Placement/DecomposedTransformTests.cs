using System.Numerics;
using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class DecomposedTransformTests
{
    [Fact]
    public void Composing_scales_then_rotates_then_moves()
    {
        var transform = new DecomposedTransform(
            new Vector3(1, 2, 3), Matrix4x4.CreateFromQuaternion(RandomPoses.Rotation(1)), new Vector3(4, 5, 6));
        Vector3 point = RandomPoses.Point(1);
        Vector3 expected = Vector3.Transform(point * transform.Scale, transform.Rotation) + transform.Translation;
        RandomPoses.AssertClose(expected, Vector3.Transform(point, transform.Compose()));
    }

    [Fact]
    public void Decomposing_undoes_composing()
    {
        for (uint i = 0; i < 20; i++)
        {
            var transform = new DecomposedTransform(
                Vector3.Abs(RandomPoses.Point(i)) + new Vector3(0.1f),
                Matrix4x4.CreateFromQuaternion(RandomPoses.Rotation(i)),
                RandomPoses.Point(100 + i));
            DecomposedTransform back = DecomposedTransform.Decompose(transform.Compose());
            RandomPoses.AssertClose(transform.Scale, back.Scale);
            RandomPoses.AssertClose(transform.Translation, back.Translation);
            Matrix4x4 difference = transform.Rotation - back.Rotation;
            Assert.All(Enumerable.Range(0, 16), n => Assert.Equal(0f, difference[n / 4, n % 4], 1e-5f));
        }
    }
}
