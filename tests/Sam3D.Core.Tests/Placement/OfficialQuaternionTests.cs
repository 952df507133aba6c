using System.Numerics;
using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class OfficialQuaternionTests
{
    [Fact]
    public void The_rotation_in_code_equals_the_official_row_vector_product()
    {
        for (uint i = 0; i < 50; i++)
        {
            Quaternion r = RandomPoses.Rotation(i);
            var wxyz = new Vector4(r.W, r.X, r.Y, r.Z);
            Vector3 point = RandomPoses.Point(i);
            Vector3 official = Vector3.Transform(point, OfficialQuaternion.ToMatrix(wxyz));
            RandomPoses.AssertClose(official, Vector3.Transform(point, OfficialQuaternion.ToRotation(wxyz)));
            RandomPoses.AssertClose(official, Vector3.Transform(point, OfficialQuaternion.ToRotation(3 * wxyz)));
        }
    }

    [Fact]
    public void A_quarter_turn_has_the_textbook_matrix()
    {
        // A quarter turn about z takes the column vector x to y, so the row vector x to −y.
        float half = MathF.Sqrt(0.5f);
        Matrix4x4 m = OfficialQuaternion.ToMatrix(new Vector4(half, 0, 0, half));
        Assert.Equal((0f, -1f, 1f, 0f), (MathF.Round(m.M11, 6), MathF.Round(m.M12, 6), MathF.Round(m.M21, 6), MathF.Round(m.M22, 6)));
    }

    [Theory]
    [InlineData(0.9f, 0.1f, -0.2f, 0.3f)]
    [InlineData(0.1f, 0.9f, -0.2f, 0.3f)]
    [InlineData(0.1f, -0.2f, 0.9f, 0.3f)]
    [InlineData(0.1f, -0.2f, 0.3f, 0.9f)]
    [InlineData(0f, 1f, 0f, 0f)]
    [InlineData(0f, 0f, 1f, 0f)]
    [InlineData(0f, 0f, 0f, 1f)]
    [InlineData(1f, 0f, 0f, 0f)]
    [InlineData(-0.5f, 0.5f, 0.5f, 0.5f)]
    public void Matrices_give_back_their_quaternion_whichever_component_is_largest(float w, float x, float y, float z)
    {
        Vector4 q = OfficialQuaternion.Standardize(Vector4.Normalize(new Vector4(w, x, y, z)));
        Vector4 back = OfficialQuaternion.FromMatrix(OfficialQuaternion.ToMatrix(q));
        Assert.True(back.X >= 0);
        Assert.Equal(1f, Math.Abs(Vector4.Dot(q, back)), 1e-6f);
    }

    [Fact]
    public void Rotations_go_round_with_w_not_negative()
    {
        for (uint i = 0; i < 50; i++)
        {
            Quaternion r = RandomPoses.Rotation(i);
            Vector4 wxyz = OfficialQuaternion.FromRotation(r);
            Assert.True(wxyz.X >= 0);
            RandomPoses.AssertSame(r, OfficialQuaternion.ToRotation(wxyz));
        }
    }

    [Fact]
    public void The_product_multiplies_the_matrices()
    {
        Vector4 a = OfficialQuaternion.FromRotation(RandomPoses.Rotation(1));
        Vector4 b = OfficialQuaternion.FromRotation(RandomPoses.Rotation(2));
        Matrix4x4 expected = OfficialQuaternion.ToMatrix(a) * OfficialQuaternion.ToMatrix(b);
        Matrix4x4 difference = expected - OfficialQuaternion.ToMatrix(OfficialQuaternion.Multiply(a, b));
        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(0f, difference[i / 4, i % 4], 1e-6f));

        Vector4 one = OfficialQuaternion.Multiply(a, OfficialQuaternion.Conjugate(a));
        Assert.Equal(1f, one.X, 1e-6f);
    }
}
