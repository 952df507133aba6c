namespace Sam3D.Conversion;

/// <summary>How the official configurations are read.</summary>
internal static class ConfigNodeExtensions
{
    // Above every size of a released model, and small enough that products of a few sizes stay far from overflow.
    private const int MaxSize = 1 << 16;

    /// <summary>A number of channels, tokens, pixels, blocks or steps.</summary>
    public static int Size(this ConfigNode node, int min = 1)
    {
        int value = node.Int();
        return value >= min && value <= MaxSize ? value : throw node.Refuse($"expected {min} to {MaxSize}, got {value}");
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
