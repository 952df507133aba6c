namespace Sam3D.Conversion;

/// <summary>Matrix products of one size: <c>Batch</c> times [Rows, Inner] · [Inner, Columns].</summary>
/// <param name="Batch">Number of products; with a constant right side all of them share it.</param>
/// <param name="Rows">Rows of the left side.</param>
/// <param name="Inner">Columns of the left side and rows of the right side.</param>
/// <param name="Columns">Columns of the right side.</param>
/// <param name="HasConstantSide">Whether the right side (or the left, in a resize by a constant matrix) is a parameter or a constant.</param>
internal sealed record MatrixProduct(long Batch, long Rows, long Inner, long Columns, bool HasConstantSide)
{
    public long MultiplyAdds => checked(Batch * Rows * Inner * Columns);
}

/// <summary>A convolution; products with the zeros of the padding are counted, as runtimes compute them.</summary>
/// <param name="OutputCells">Batch times output cells.</param>
/// <param name="InputChannels">Input channels.</param>
/// <param name="OutputChannels">Output channels.</param>
/// <param name="KernelCells">Cells of the kernel, 27 for 3×3×3.</param>
internal sealed record Convolution(long OutputCells, long InputChannels, long OutputChannels, long KernelCells)
{
    public long MultiplyAdds => checked(OutputCells * InputChannels * OutputChannels * KernelCells);
}
