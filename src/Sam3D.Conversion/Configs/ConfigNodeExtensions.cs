namespace Sam3D.Conversion;

/// <summary>How the official configurations are read.</summary>
internal static class ConfigNodeExtensions
{
    /// <summary>A child, or <see langword="null"/> where it is missing or null.</summary>
    public static ConfigNode? Find(this ConfigNode node, string key) =>
        node.TryGet(key, out ConfigNode? child) && !child.IsNull ? child : null;

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
    public static CheckpointException Unsupported(this ConfigNode node, string what) => new(
        $"{node.Path}: {what} is not supported; use the configuration of a released model or one that differs from it in sizes only.");
}
