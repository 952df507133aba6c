namespace Sam3D.Conversion;

/// <summary>
/// <c>offset_perturbation</c>, the buffer of a Gaussian decoder that gives each Gaussian of a voxel a start of its own: the points of a three-dimensional Hammersley
/// set, (i/G, radical inverse of i in base 2, in base 3), moved to −1 … 1, divided by the voxel size, through artanh.
/// </summary>
internal static class GaussianOffsets
{
    /// <summary>The buffer.</summary>
    /// <param name="count">Gaussians a voxel, G.</param>
    /// <param name="voxelSize"><c>voxel_size</c>, above 1.</param>
    /// <returns>[G, 3].</returns>
    public static float[] Create(int count, float voxelSize)
    {
        float[] values = new float[count * 3];
        for (int i = 0; i < count; i++)
        {
            values[3 * i] = Start((double)i / count, voxelSize);
            values[(3 * i) + 1] = Start(RadicalInverse(i, 2), voxelSize);
            values[(3 * i) + 2] = Start(RadicalInverse(i, 3), voxelSize);
        }

        return values;
    }

    private static float Start(double place, float voxelSize) => MathF.Atanh((((float)place * 2) - 1) / voxelSize);

    private static double RadicalInverse(int number, int radix)
    {
        double result = 0, digit = 1.0 / radix;
        for (; number > 0; number /= radix, digit /= radix)
        {
            result += digit * (number % radix);
        }

        return result;
    }
}
