using Sam3D.Masks;

namespace Sam3D.GraphCuts;

/// <summary>Which parts of a cut belong to the object that a prompt means.</summary>
internal static class CutParts
{
    private const double LeastPart = 0.1, LargestHole = 0.01;

    /// <summary>Keeps the parts that were clicked on, or, without clicks, those that are not much smaller than the largest; fills small holes.</summary>
    /// <param name="inside">Whether a pixel was cut out.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="on">Pixels under clicks on the object.</param>
    /// <param name="beside">Pixels under clicks beside it, which no hole that is filled may hold.</param>
    public static bool[] Choose(bool[] inside, int width, int height, IReadOnlyCollection<int> on, IReadOnlyCollection<int> beside)
    {
        MaskComponents parts = MaskComponents.Find(width, height, i => inside[i]);
        if (parts.Count == 0)
        {
            return inside;
        }

        int largest = parts.Areas.Max();
        HashSet<int> clicked = [.. on.Select(parts.LabelOf).Where(l => l >= 0)];
        bool IsWanted(int label) => clicked.Count > 0 ? clicked.Contains(label) : parts.Areas[label] >= LeastPart * largest;
        bool[] kept = [.. inside.Select((value, i) => value && IsWanted(parts.LabelOf(i)))];

        MaskComponents holes = MaskComponents.Find(width, height, i => !kept[i]);
        HashSet<int> open = [.. beside.Select(holes.LabelOf)];
        int area = kept.Count(k => k);
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] |= holes.AreaAt(i) <= LargestHole * area && !open.Contains(holes.LabelOf(i));
        }

        return kept;
    }
}
