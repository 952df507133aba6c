namespace Sam3D.Conversion.Tests.Graphs;

public sealed class GraphTensorTests
{
    private static readonly GraphTensor Matrix = new("weight", [4, 2], () => [0, 1, 2, 3, 4, 5, 6, 7]);

    [Fact]
    public void RowsAreCutInOrder()
    {
        IReadOnlyList<GraphTensor> parts = Matrix.Rows([1, 3]);
        Assert.Equal([1, 2], parts[0].Shape);
        Assert.Equal([3, 2], parts[1].Shape);
        Assert.Equal([0, 1], parts[0].Read());
        Assert.Equal([2, 3, 4, 5, 6, 7], parts[1].Read());
    }

    [Fact]
    public void RowsOfAVectorAreCut()
    {
        IReadOnlyList<GraphTensor> parts = new GraphTensor("bias", [3], () => [5, 6, 7]).Rows([2, 1]);
        Assert.Equal([5, 6], parts[0].Read());
        Assert.Equal([7], parts[1].Read());
    }

    [Fact]
    public void PartsHaveNamesOfTheirOwn() => Assert.Equal(3, Matrix.Rows([2, 2]).Select(p => p.Name).Append(Matrix.Name).Distinct().Count());

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    public void SizesThatDoNotMakeUpTheWholeAreRefused(long first, long second) =>
        Assert.Throws<ArgumentException>(() => Matrix.Rows([first, second]));

    [Fact]
    public void ATransposedMatrixIsNotCut() => Assert.Throws<ArgumentException>(() => Matrix.Transposed().Rows([1, 1]));
}
