using Sam3D.Bundles;

namespace Sam3D.Cli.Inspection;

/// <summary>What the manifest of a bundle says of texture and refinement.</summary>
internal sealed record RefinementInfo
{
    /// <summary>Condition inputs in token order.</summary>
    public required IReadOnlyList<string> ConditionInputs { get; init; }

    /// <summary>Condition tokens of all inputs.</summary>
    public required int ConditionTokens { get; init; }

    /// <summary>Sampling steps by default.</summary>
    public required int Steps { get; init; }

    /// <summary>Guidance strength by default.</summary>
    public required float Guidance { get; init; }

    /// <summary>Channels of a voxel's latent.</summary>
    public required int Channels { get; init; }

    /// <summary>Gaussians a voxel of each Gaussian decoder, the default first.</summary>
    public required IReadOnlyList<int> GaussiansPerVoxel { get; init; }

    /// <summary>Cells along an axis of the mesh decoder's grid; absent where there is none.</summary>
    public int? MeshResolution { get; init; }

    /// <summary>Where the mesh's colours come from by default; absent where there is no mesh decoder.</summary>
    public MeshColorSource? MeshColors { get; init; }

    /// <summary>Sums up the part of a manifest.</summary>
    public static RefinementInfo Of(RefinementSpec spec) => new()
    {
        ConditionInputs = [.. spec.Condition.Encoders.SelectMany(e => e.Inputs)],
        ConditionTokens = spec.Condition.Encoders.Sum(e => e.TokensPerInput * e.Inputs.Count),
        Steps = spec.Sampling.Steps,
        Guidance = spec.Sampling.GuidanceStrength,
        Channels = spec.Channels,
        GaussiansPerVoxel = [.. spec.Gaussians.Select(g => g.PerVoxel)],
        MeshResolution = spec.Mesh?.Resolution,
        MeshColors = spec.Mesh?.Colors,
    };
}
