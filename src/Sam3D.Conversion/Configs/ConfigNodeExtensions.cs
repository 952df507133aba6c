using System.Globalization;

namespace Sam3D.Conversion;

/// <summary>How the official configurations are read.</summary>
internal static class ConfigNodeExtensions
{
    // Above every size of a released model, and small enough that products of a few sizes stay far from overflow.
    private const int MaxSize = 1 << 16;

    /// <summary>A number of channels, tokens, pixels, blocks or steps.</summary>
    public static int Size(this ConfigNode node, int min = 1, int max = MaxSize)
    {
        int value = node.Int();
        return value >= min && value <= max ? value : throw node.Refuse($"expected {min} to {max}, got {value}; correct it");
    }

    /// <summary>A number of a range, both ends included; never NaN.</summary>
    public static double Number(this ConfigNode node, double min, double max)
    {
        double value = node.Double();
        return value >= min && value <= max
            ? value
            : throw node.Refuse(string.Create(CultureInfo.InvariantCulture, $"expected a number from {min} to {max}, got {value}; correct it"));
    }

    /// <summary>A list of so many numbers, each of a range.</summary>
    public static float[] Numbers(this ConfigNode node, int count, double min, double max) => node.Items.Count == count
        ? [.. node.Items.Select(i => (float)i.Number(min, max))]
        : throw node.Refuse($"expected a list of {count} numbers, got {node.Items.Count}; correct it");

    /// <summary>A list that is not empty.</summary>
    public static IReadOnlyList<ConfigNode> Several(this ConfigNode node) =>
        node.Items.Count > 0 ? node.Items : throw node.Refuse("expected at least one item, got an empty list; correct it");

    /// <summary>Refuses a mapping that has other keys than these.</summary>
    public static void RequireKnown(this ConfigNode node, IReadOnlyCollection<string> known)
    {
        if (node.Members.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw node.Refuse($"has the unknown key {Wording.Quote(unknown)}; it may have {string.Join(", ", known)}");
        }
    }

    /// <summary>The last part of <c>_target_</c>: the class or function that the official code instantiates.</summary>
    public static string TargetName(this ConfigNode node) => node["_target_"].String().Split('.')[^1];

    /// <summary>Checks the last part of <c>_target_</c>.</summary>
    public static void RequireTarget(this ConfigNode node, string name)
    {
        if (node.TargetName() != name)
        {
            throw node.Unsupported($"the module {node.TargetName()} (expected {name})");
        }
    }

    /// <summary>The error for a configuration that asks for something which is not built.</summary>
    public static CheckpointException Unsupported(this ConfigNode node, string what) => node.Refuse(
        $"{what} is not supported; use the configuration of a released model or one that differs from it in sizes only");
}
