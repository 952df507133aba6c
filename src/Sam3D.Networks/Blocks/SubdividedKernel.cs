namespace Sam3D.Networks;

/// <summary>
/// A 3×3×3 convolution over children that all have their parent's features: the 27 neighbours of a child lie in 8 voxels of the parents' level, so that those of the same
/// parent can be multiplied once, with the sum of their weights.
/// </summary>
internal static class SubdividedKernel
{
    /// <summary>Children of a voxel, 4·x + 2·y + z, and parents that the neighbourhood of a child touches.</summary>
    public const int Children = 8;

    // Of the offsets −1, 0 and 1 along an axis, as seen from the lower and the upper child: those that lead to each parent, and which one that is.
    private static readonly (int Parent, int[] Offsets)[][] Along = [[(0, [0]), (1, [1, 2])], [(1, [0, 1]), (2, [2])]];

    /// <summary>For each child the parents, as columns 0 to 26 of their parent's neighbours, and the offsets 0 to 26 of the kernel that lead there.</summary>
    public static IReadOnlyList<IReadOnlyList<(int Parent, int[] Offsets)>> Parents { get; } = [.. Enumerable.Range(0, Children).Select(Of)];

    private static (int Parent, int[] Offsets)[] Of(int child) =>
    [
        .. from x in Along[child >> 2]
           from y in Along[(child >> 1) & 1]
           from z in Along[child & 1]
           select ((9 * x.Parent) + (3 * y.Parent) + z.Parent,
               (int[])[.. from i in x.Offsets from j in y.Offsets from k in z.Offsets select (9 * i) + (3 * j) + k]),
    ];
}
