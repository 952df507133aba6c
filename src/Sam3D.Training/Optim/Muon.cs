using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>
/// Muon (Jordan et al. 2024): momentum whose matrix is made orthogonal before it is applied, by five steps of a quintic Newton–Schulz iteration.
/// </summary>
internal static class Muon
{
    private const int Iterations = 5;

    // Coefficients of the iteration x·(a + b·xxᵀ + c·(xxᵀ)²), chosen by its authors for a steep slope at zero.
    private const double A = 3.4445, B = -4.7750, C = 2.0315;

    /// <summary>Replaces the singular values of a matrix by numbers near 1 (0.7 to 1.2).</summary>
    /// <param name="matrix">[rows, columns].</param>
    /// <returns>A new matrix of the same shape.</returns>
    public static torch.Tensor Orthogonalize(torch.Tensor matrix)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        bool isTall = matrix.shape[0] > matrix.shape[1];
        torch.Tensor x = isTall ? matrix.t() : matrix;
        x = x.Over(x.norm().Plus(1e-7));
        for (int i = 0; i < Iterations; i++)
        {
            torch.Tensor gram = x.matmul(x.t());
            torch.Tensor polynomial = gram.Times(B).Plus(gram.matmul(gram), C);
            x = x.Times(A).Plus(polynomial.matmul(x));
        }

        return (isTall ? x.t() : x).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Factor that gives an update of [rows, columns] the size of an AdamW step at the same rate.</summary>
    public static double Scale(torch.Tensor matrix) => 0.2 * Math.Sqrt(Math.Max(matrix.shape[0], matrix.shape[1]));
}
