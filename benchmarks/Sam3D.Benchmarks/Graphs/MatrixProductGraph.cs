using Sam3D.Conversion;

namespace Sam3D.Benchmarks;

/// <summary>Graphs that hold matrix products and nothing else, each an output, so that none can be left out or joined with another.</summary>
internal static class MatrixProductGraph
{
    /// <summary>Records independent products; the right side is a constant where it is one in the network, else an input like the left.</summary>
    public static OnnxGraphBuilder Record(IReadOnlyList<MatrixProduct> products)
    {
        var builder = new OnnxGraphBuilder("matrix products", RandomWeights.None);
        var shared = new Dictionary<(long, long, long), GraphValue>();
        for (int i = 0; i < products.Count; i++)
        {
            MatrixProduct p = products[i];
            GraphValue left, right;
            if (p.HasConstantSide)
            {
                (long, long, long) size = (p.Batch, p.Rows, p.Inner);
                if (!shared.TryGetValue(size, out left!))
                {
                    left = builder.Input($"x{shared.Count}", p.Batch, p.Rows, p.Inner);
                    shared.Add(size, left);
                }

                right = builder.Constant(RandomValues.Normal(checked((int)(p.Inner * p.Columns)), (uint)i), p.Inner, p.Columns);
            }
            else
            {
                // Inputs of its own: two products of the same operands would be computed once.
                left = builder.Input($"a{i}", p.Batch, p.Rows, p.Inner);
                right = builder.Input($"b{i}", p.Batch, p.Inner, p.Columns);
            }

            builder.Output($"y{i}", builder.MatMul(left, right), p.Batch, p.Rows, p.Columns);
        }

        return builder;
    }
}
