using Sam3D.Bundles;

namespace Sam3D.Cli.Reporting;

/// <summary>Precisions by the names that <c>bundle.json</c> has for them.</summary>
internal static class PrecisionNames
{
    private static readonly (string Name, GraphPrecision Value)[] Known =
        [("fp32", GraphPrecision.Float32), ("fp16", GraphPrecision.Float16), ("int8", GraphPrecision.Int8)];

    /// <summary>The names, for people.</summary>
    public static string All { get; } = string.Join(", ", Known.Select(k => k.Name));

    /// <summary>The name of a precision.</summary>
    public static string Of(GraphPrecision precision) => Known.Single(k => k.Value == precision).Name;

    /// <summary>The precision of a name, or <see langword="null"/>.</summary>
    public static GraphPrecision? Find(string name) => Known.Where(k => k.Name == name).Select(k => (GraphPrecision?)k.Value).FirstOrDefault();
}
