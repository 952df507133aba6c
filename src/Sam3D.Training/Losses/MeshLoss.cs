using Sam3D.Meshing;
using Sam3D.Torch;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace Sam3D.Training;

/// <summary>
/// Supervises the mesh decoder's features: signed distances at the corners of the cubes, colours and normals near the surface, and displacements and weights of FlexiCubes that stay
/// small where the distances alone do.
/// </summary>
internal static class MeshLoss
{
    private const int Corners = 8, Distances = 8, Regular = 53, Attributes = 6;
    private const float Sharpness = 0.15f; // in voxels: how near to the surface colours matter
    private const double KeepSmall = 0.01;

    /// <summary>The losses of one object.</summary>
    /// <param name="features">[cubes, 101].</param>
    /// <param name="targets">What they are to be.</param>
    /// <returns>Distance and attributes: one number each.</returns>
    public static (torch.Tensor Distance, torch.Tensor Attributes) Compute(torch.Tensor features, MeshTargets targets)
    {
        long cubes = features.shape[0];
        torch.Tensor distance = AlignedTensor.Create(targets.Distances, [cubes, Corners]), attributes = AlignedTensor.Create(targets.Attributes, [cubes, Corners * Attributes]);
        torch.Tensor near = distance.abs().Over(-Sharpness).exp(); // [cubes, 8]
        torch.Tensor[] parts = features.split([Distances, Regular - Distances, FlexiCubesExtraction.FeatureCount - Regular], 1);
        torch.Tensor error = F.smooth_l1_loss(parts[0], distance, Reduction.None, 0.1);
        torch.Tensor weighted = error.Times(near.Times(4).Plus(1)).mean();
        torch.Tensor small = parts[1].Squared().mean().Times(KeepSmall);
        torch.Tensor weight = near.unsqueeze(-1).expand(cubes, Corners, Attributes).reshape(cubes, Corners * Attributes);
        torch.Tensor color = F.binary_cross_entropy_with_logits(parts[2], attributes, reduction: Reduction.None).Times(weight).sum().Over(weight.sum().Plus(1e-6));
        return (weighted.Plus(small), color);
    }
}
