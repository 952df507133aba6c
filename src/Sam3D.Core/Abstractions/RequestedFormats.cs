namespace Sam3D;

/// <summary>Which formats a refiner shall make.</summary>
internal static class RequestedFormats
{
    /// <summary>The formats that are asked for, or all that there are.</summary>
    /// <param name="asked">What the caller wants; <see langword="null"/> for all.</param>
    /// <param name="available">What the refiner can make.</param>
    /// <param name="maker">Who cannot make the others, for the message.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <exception cref="ArgumentException">No format is asked for, or an unknown one.</exception>
    /// <exception cref="BundleException">A format is asked for that is not available.</exception>
    public static AssetFormats Resolve(AssetFormats? asked, AssetFormats available, string maker, string remedy)
    {
        AssetFormats formats = asked ?? available;
        if (formats == 0 || (formats & ~(AssetFormats.Mesh | AssetFormats.Gaussians)) != 0)
        {
            throw new ArgumentException($"Formats is {formats}, expected Mesh, Gaussians or both.", nameof(asked));
        }

        return (formats & ~available) == 0
            ? formats
            : throw new BundleException($"{maker} makes {Text(available)}, but {Text(formats & ~available)} is asked for: {remedy}.");
    }

    private static string Text(AssetFormats formats) => formats.ToString().Replace(", ", " and ", StringComparison.Ordinal);
}
