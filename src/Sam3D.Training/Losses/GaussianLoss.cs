using System.Numerics;
using System.Runtime.InteropServices;
using Sam3D.Gaussians;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Sam3D.Training;

/// <summary>
/// Supervises Gaussians by the surface itself instead of by pictures of it: centres lie on the surface and cover it, covariances are those of discs in the tangent plane,
/// colours are those of the nearest sample, and all are opaque.
/// </summary>
internal static class GaussianLoss
{
    // Standard deviations of the discs in voxels: neighbours overlap, four of them on a voxel's patch of surface.
    private const float Tangential = 0.3f, Normal = 0.08f;
    private const double Opacity = 0.95, Coefficient = 0.28209479177387814;

    // A surface farther from the voxel's centre than this, in voxels, is out of its reach: its Gaussians vanish.
    private const float Reach = 1.5f;

    /// <summary>The losses of one object.</summary>
    /// <param name="fields">Raw Gaussians, G a voxel.</param>
    /// <param name="targets">The surface near its voxels.</param>
    /// <param name="activations">What the raw numbers mean.</param>
    /// <returns>Place, covariance, colour, opacity: one number each.</returns>
    public static (torch.Tensor Place, torch.Tensor Shape, torch.Tensor Color, torch.Tensor Opacity) Compute(
        GaussianFields<torch.Tensor> fields, VoxelTargets targets, GaussianActivations activations)
    {
        long voxels = targets.Voxels.Length, each = fields.Positions.shape[0] / voxels, k = VoxelTargets.Neighbors;
        torch.Tensor samples = Tensor(targets.Positions, voxels, k), normals = Tensor(targets.Normals, voxels, k), colors = Tensor(targets.Colors, voxels, k);
        torch.Tensor places = fields.Positions.Minus(0.5).Times(targets.Resolution).reshape(voxels, each, 1, 3); // in voxels
        samples = samples.Times(targets.Resolution);
        torch.Tensor offsets = places.Minus(samples.reshape(voxels, 1, k, 3)); // [N, G, K, 3]
        torch.Tensor distances = offsets.Squared().sum(-1); // [N, G, K]
        torch.Tensor nearest = distances.detach().argmin(-1).reshape(voxels, each, 1); // [N, G, 1]

        // The first sample is the nearest to the voxel's centre.
        torch.Tensor isNear = Near(targets).reshape(voxels, 1); // [N, 1]
        torch.Tensor owned = Owned(targets); // [N, K]
        torch.Tensor near = distances.gather(2, nearest).reshape(voxels, each).Times(isNear);
        torch.Tensor coverage = distances.min(1).values.Times(owned).sum().Over(owned.sum().Plus(1));
        torch.Tensor place = near.mean().Plus(coverage);

        torch.Tensor normal = Take(normals, nearest), color = Take(colors, nearest); // [N, G, 3]
        torch.Tensor weight = isNear.reshape(voxels, 1).expand(voxels, each);
        torch.Tensor shape = Covariance(fields, activations, voxels, each).Times((double)targets.Resolution * targets.Resolution)
            .Minus(Disc(normal)).Squared().sum([-2, -1]).Over(Math.Pow(Tangential, 4)).Times(weight).mean();
        torch.Tensor tint = fields.Colors.reshape(voxels, each, 3).Times(Coefficient).Plus(0.5);
        torch.Tensor shade = tint.Minus(color).abs().mean([-1]).Times(weight).mean();
        torch.Tensor opacity = fields.Opacities.reshape(voxels, each).Plus(Math.Log(activations.OpacityBias / (1 - activations.OpacityBias))).sigmoid();
        return (place, shape, shade, opacity.Minus(isNear.Times(Opacity)).Squared().mean());
    }

    /// <summary>R·diag(s²)·Rᵀ in object space, [N, G, 3, 3].</summary>
    internal static torch.Tensor Covariance(GaussianFields<torch.Tensor> fields, GaussianActivations activations, long voxels, long each)
    {
        torch.Tensor raw = fields.Scales.reshape(voxels, each, 3).Plus(activations.RawOffset());
        torch.Tensor scale = activations.ScaleActivation == ScaleActivation.Softplus ? F.logsigmoid(raw.neg()).neg() : raw.exp();
        torch.Tensor variance = scale.Squared().Plus((double)activations.MinimumScale * activations.MinimumScale);
        torch.Tensor identity = AlignedTensor.Create([1f, 0, 0, 0]);
        torch.Tensor q = F.normalize(fields.Rotations.Plus(identity), dim: -1).reshape(voxels, each, 4);
        torch.Tensor w = q.select(-1, 0), x = q.select(-1, 1), y = q.select(-1, 2), z = q.select(-1, 3);
        torch.Tensor One(torch.Tensor a, torch.Tensor b) => a.Times(a).Plus(b.Times(b)).Times(-2).Plus(1);
        torch.Tensor Two(torch.Tensor a, torch.Tensor b, torch.Tensor c, double sign) => a.Times(b).Plus(c.Times(w), sign).Times(2);
        torch.Tensor rotation = torch.stack(
            [
                One(y, z), Two(x, y, z, -1), Two(x, z, y, 1),
                Two(x, y, z, 1), One(x, z), Two(y, z, x, -1),
                Two(x, z, y, -1), Two(y, z, x, 1), One(x, y),
            ],
            -1).reshape(voxels, each, 3, 3);
        return rotation.Times(variance.unsqueeze(-2)).matmul(rotation.transpose(-1, -2));
    }

    /// <summary>The covariance of a disc with a normal, in voxels: [N, G, 3, 3].</summary>
    private static torch.Tensor Disc(torch.Tensor normal)
    {
        torch.Tensor outer = normal.unsqueeze(-1).matmul(normal.unsqueeze(-2));
        return torch.eye(3).Times(Tangential * Tangential).Minus(outer.Times((Tangential * Tangential) - (Normal * Normal)));
    }

    private static torch.Tensor Take(torch.Tensor values, torch.Tensor nearest) =>
        values.gather(1, nearest.expand(nearest.shape[0], nearest.shape[1], 3));

    private static torch.Tensor Near(VoxelTargets targets)
    {
        float limit = Reach / targets.Resolution;
        return AlignedTensor.Create([.. Enumerable.Range(0, targets.Voxels.Length).Select(
            i => Vector3.Distance(targets.Center(i), targets.Positions[i * VoxelTargets.Neighbors]) <= limit ? 1f : 0f)]);
    }

    /// <summary>1 for samples inside of their voxel: [N, K].</summary>
    private static torch.Tensor Owned(VoxelTargets targets)
    {
        float half = 0.5f / targets.Resolution;
        float[] owned = new float[targets.Positions.Length];
        for (int i = 0; i < owned.Length; i++)
        {
            Vector3 offset = Vector3.Abs(targets.Positions[i] - targets.Center(i / VoxelTargets.Neighbors));
            owned[i] = Math.Max(offset.X, Math.Max(offset.Y, offset.Z)) <= half ? 1 : 0;
        }

        return AlignedTensor.Create(owned, [targets.Voxels.Length, VoxelTargets.Neighbors]);
    }

    private static torch.Tensor Tensor(Vector3[] values, long voxels, long k) =>
        AlignedTensor.Create(MemoryMarshal.Cast<Vector3, float>(values).ToArray(), [voxels, k, 3]);

    extension(GaussianActivations activations)
    {
        /// <summary>What is added to a raw scale before its activation.</summary>
        private double RawOffset() => activations.ScaleActivation == ScaleActivation.Softplus
            ? activations.ScaleBias + Math.Log(1 - Math.Exp(-activations.ScaleBias))
            : Math.Log(activations.ScaleBias);
    }
}
