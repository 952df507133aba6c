using Sam3D.Networks;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Torch;

/// <content>The operations of the sparse networks.</content>
public sealed partial class TorchOps
{
    private const int KernelCells = 27;

    // Each column of the neighbours by the offset that leads there.
    private static readonly (int Column, int[] Offsets)[] Itself = [.. Enumerable.Range(0, KernelCells).Select(k => (k, (int[])[k]))];

    /// <inheritdoc/>
    public torch.Tensor Tanh(torch.Tensor x) => Run(() => x.tanh(), x);

    /// <inheritdoc/>
    public torch.Tensor GatherRows(torch.Tensor x, torch.Tensor rows) => Run(() => TakeRows(x, rows), x, rows);

    /// <inheritdoc/>
    public torch.Tensor SumRows(torch.Tensor x, torch.Tensor rows, int width) => Run(
        () =>
        {
            using torch.Tensor padded = AppendZeros(x);
            using torch.Tensor gathered = TakeRows(padded, rows); // [K, J, width]
            return gathered.sum(1);
        },
        x, rows);

    /// <inheritdoc/>
    /// <remarks>One product an offset, which adds to what the offsets before made, so that the gathered rows of only one offset are in memory.</remarks>
    public torch.Tensor SubmanifoldConv(torch.Tensor x, torch.Tensor neighbors, torch.Tensor weight, torch.Tensor bias, int parts) =>
        Run(() => Convolve(x, neighbors, weight, bias, Itself), x, neighbors, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor SubdividedConv(torch.Tensor x, torch.Tensor neighbors, torch.Tensor weight, torch.Tensor bias, int parts) => Run(
        () =>
        {
            torch.Tensor[] children = [.. SubdividedKernel.Parents.Select(parents => Convolve(x, neighbors, weight, bias, parents))]; // [M, Cout] each
            using torch.Tensor all = torch.stack(children, 1);
            Array.ForEach(children, child => child.Dispose());
            return all.reshape(-1, weight.shape[0]);
        },
        x, neighbors, weight, bias);

    /// <inheritdoc/>
    public torch.Tensor WindowAttention(torch.Tensor q, torch.Tensor k, torch.Tensor v, torch.Tensor lengths, int heads, int width) =>
        Run(() => AttendInWindows(q, k, v, lengths, heads), q, k, v, lengths);

    /// <summary>The sum over columns of the neighbours, each with the sum of some offsets' weights: [N, Cout].</summary>
    private static torch.Tensor Convolve(
        torch.Tensor x, torch.Tensor neighbors, torch.Tensor weight, torch.Tensor bias, IReadOnlyList<(int Column, int[] Offsets)> columns)
    {
        long output = weight.shape[0], input = weight.shape[^1];
        using torch.Tensor kernel = weight.reshape(output, KernelCells, input);
        using torch.Tensor matrices = kernel.permute(1, 2, 0); // [27, Cin, Cout]
        using torch.Tensor features = AppendZeros(x); // [M + 1, Cin]
        torch.Tensor sum = bias;
        foreach ((int column, int[] offsets) in columns)
        {
            using torch.Tensor rows = neighbors.select(1, column);
            using torch.Tensor gathered = features.index_select(0, rows); // [N, Cin]
            using torch.Tensor matrix = SumOf(matrices, offsets);
            torch.Tensor next = sum.addmm(gathered, matrix); // [N, Cout]
            if (!ReferenceEquals(sum, bias))
            {
                sum.Dispose();
            }

            sum = next;
        }

        return sum;
    }

    private static torch.Tensor SumOf(torch.Tensor matrices, int[] offsets)
    {
        if (offsets.Length == 1)
        {
            return matrices.select(0, offsets[0]);
        }

        using torch.Tensor chosen = torch.tensor(offsets);
        using torch.Tensor few = matrices.index_select(0, chosen);
        return few.sum(dim: 0); // a plain 0 would be a type
    }

    private static torch.Tensor AttendInWindows(torch.Tensor q, torch.Tensor k, torch.Tensor v, torch.Tensor lengths, int heads)
    {
        using torch.Tensor ends = lengths.reshape(-1, 1, 1, 1);
        using torch.Tensor places = Places(q.shape[1]);
        using torch.Tensor mask = places.lt(ends); // [W, 1, 1, L]
        return Attend(q, k, v, mask, heads);
    }

    /// <summary>0 to count − 1, [1, 1, 1, count].</summary>
    private static torch.Tensor Places(long count) => torch.tensor([.. Enumerable.Range(0, checked((int)count)).Select(i => (long)i)], [1, 1, 1, count]);

    /// <summary>Rows of x [M, ...] by integers.</summary>
    private static torch.Tensor TakeRows(torch.Tensor x, torch.Tensor rows)
    {
        using torch.Tensor flat = rows.reshape(-1);
        using torch.Tensor taken = x.index_select(0, flat);
        return taken.reshape([.. rows.shape, .. x.shape.Skip(1)]);
    }

    private static torch.Tensor AppendZeros(torch.Tensor x)
    {
        using torch.Tensor zeros = torch.zeros(1, x.shape[1], dtype: x.dtype);
        return torch.cat([x, zeros], 0);
    }
}
