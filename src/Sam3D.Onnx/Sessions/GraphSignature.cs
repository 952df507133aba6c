using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Sam3D.Bundles;

namespace Sam3D.Sessions;

/// <summary>Compares what a graph takes and gives with what the manifest says.</summary>
internal static class GraphSignature
{
    /// <summary>Checks names, element types and shapes; a size that the manifest gives may be free in the graph.</summary>
    /// <exception cref="BundleException">They disagree; all differences are named.</exception>
    public static void ThrowIfDifferent(InferenceSession session, StageSpec spec, string label)
    {
        List<string> differences = [];
        Compare("input", spec.Inputs, session.InputMetadata, everyOneNeeded: true, differences);
        Compare("output", spec.Outputs, session.OutputMetadata, everyOneNeeded: false, differences);
        if (differences.Count > 0)
        {
            throw new BundleException($"{label} does not fit the manifest: {string.Join("; ", differences)}. Convert or download the bundle again.");
        }
    }

    /// <summary>Whether sizes fit an expected shape, in which −1 is free.</summary>
    public static bool Fits(ReadOnlySpan<long> shape, IReadOnlyList<long> expected)
    {
        bool fits = shape.Length == expected.Count;
        for (int i = 0; fits && i < shape.Length; i++)
        {
            fits = expected[i] == -1 || shape[i] == expected[i];
        }

        return fits;
    }

    /// <summary>Sizes as people write them.</summary>
    public static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape.Select(n => n == -1 ? "free" : $"{n}"))}]";

    private static void Compare(
        string kind, IReadOnlyList<TensorSpec> specs, IReadOnlyDictionary<string, NodeMetadata> graph, bool everyOneNeeded, List<string> differences)
    {
        foreach (TensorSpec spec in specs)
        {
            string name = $"{kind} {MessageText.Quote(spec.Name)}";
            if (!graph.TryGetValue(spec.Name, out NodeMetadata? node))
            {
                differences.Add($"the graph has no {name}");
            }
            else if (!node.IsTensor || node.ElementDataType != (spec.Type == TensorElement.Int32 ? TensorElementType.Int32 : TensorElementType.Float))
            {
                differences.Add($"{name} is {(node.IsTensor ? $"of {node.ElementDataType}" : "no tensor")}, expected {(spec.Type == TensorElement.Int32 ? "int32" : "float32")}");
            }
            else if (!Agrees(node.Dimensions, spec.Shape))
            {
                differences.Add($"{name} is {Text(node.Dimensions.Select(n => (long)n))}, expected {Text(spec.Shape)}");
            }
        }

        if (everyOneNeeded)
        {
            differences.AddRange(graph.Keys.Except(specs.Select(s => s.Name)).Select(extra => $"the graph has a further {kind} {MessageText.Quote(extra)}"));
        }
    }

    private static bool Agrees(int[] graph, IReadOnlyList<long> spec) =>
        graph.Length == spec.Count && graph.Zip(spec).All(pair => pair.First < 0 || pair.First == pair.Second);
}
