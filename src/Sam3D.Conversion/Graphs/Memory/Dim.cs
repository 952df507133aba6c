using System.Globalization;

namespace Sam3D.Conversion;

/// <summary>One size of a tensor, and what ONNX Runtime knows of it before a run: two sizes are equal to it where their keys are.</summary>
/// <param name="Size">The size in the run that is estimated.</param>
/// <param name="Key">The number where the graph gives it, else the name of the free size; <see langword="null"/> where it is only known in a run.</param>
internal readonly record struct Dim(long Size, string? Key)
{
    /// <summary>Whether the graph gives the number.</summary>
    public bool IsFixed => Key is [>= '0' and <= '9', ..];

    /// <summary>A size that the graph gives.</summary>
    public static Dim Fixed(long size) => new(size, size.ToString(CultureInfo.InvariantCulture));

    /// <summary>A size that is computed of others.</summary>
    public static Dim Computed(long size, params ReadOnlySpan<Dim> of)
    {
        foreach (Dim dim in of)
        {
            if (!dim.IsFixed)
            {
                return new Dim(size, null);
            }
        }

        return Fixed(size);
    }
}
