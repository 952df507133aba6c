using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.Torch.Tests;

/// <summary>The windows among the inputs of a sample.</summary>
internal static class SampleWindows
{
    /// <summary>Inputs that the windows are: coordinates, then windows and lengths of each group and the places, twice.</summary>
    public const int Count = 3 + (4 * RefinementGraphs.WindowGroups);

    /// <summary>Reads them.</summary>
    /// <param name="inputs">Inputs of a network.</param>
    /// <param name="first">Number of the coordinates.</param>
    public static SparseWindows<T> Read<T>(IReadOnlyList<T> inputs, int first)
        where T : class =>
        new(inputs[first], Groups(inputs, first + 1), Groups(inputs, first + 2 + (2 * RefinementGraphs.WindowGroups)));

    private static SparseWindowGroups<T> Groups<T>(IReadOnlyList<T> inputs, int first)
        where T : class => new(
        [.. Enumerable.Range(0, RefinementGraphs.WindowGroups).Select(g => (inputs[first + (2 * g)], inputs[first + (2 * g) + 1]))],
        inputs[first + (2 * RefinementGraphs.WindowGroups)]);
}
