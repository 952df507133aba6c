namespace Sam3D.Sparse;

/// <summary>Arrays that are kept from one object to the next.</summary>
internal static class Buffers
{
    /// <summary>Makes an array at least so long; what it held is lost when it grows.</summary>
    public static T[] Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            // Half as much again, so that a slowly growing row of objects does not allocate each time.
            array = new T[(int)Math.Min(Array.MaxLength, Math.Max(length, array.Length * 3L / 2))];
        }

        return array;
    }

    /// <summary>The product of two sizes, if an array can hold it.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static int Product(long rows, long columns)
    {
        long product = checked(rows * columns);
        return product <= Array.MaxLength
            ? (int)product
            : throw new ArgumentException($"An index of {rows} × {columns} entries is too large; at most {Array.MaxLength} can be held.");
    }
}
