using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>
/// What the networks ask for when they are run on shapes is what the official modules store: the same names with the same shapes, up to a list of tensors that are stored
/// but never used. A synthetic checkpoint is made of these lists.
/// </summary>
public sealed class SyntheticNamesTests
{
    // The token of masked patches, and the final norm of a backbone whose features are taken before it.
    private static readonly string[] Unused = ["backbone.mask_token"];
    private static readonly string[] UnusedWithPrenorm = [.. Unused, "backbone.norm.weight", "backbone.norm.bias"];

    public static TheoryData<string> Cases =>
    [
        .. Fixtures.Discover("shortcut.model.ShortCut"), .. Fixtures.Discover("SLatFlowModelTdfyWrapper"), .. Fixtures.Discover("EmbedderFuser"),
        .. Fixtures.Discover("SparseStructureDecoder"), .. Fixtures.Discover("SparseStructureEncoder"), .. Fixtures.Discover("SLatGaussianDecoder"),
        .. Fixtures.Discover("SLatMeshDecoder"), .. Fixtures.Discover("MoGeModel"),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AreTheOfficialOnes(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        ShapeOps recorded = Record(fixture, weights, out string[] unused);
        string[] expected =
        [
            .. weights.Tensors.Values.Where(t => !unused.Any(u => t.Name.EndsWith(u, StringComparison.Ordinal))).Select(t => Line(t.Name, t.Shape)),
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), recorded.Parameters.Select(p => Line(p.Key, p.Value)).Order(StringComparer.Ordinal));
        Assert.All(unused, u => Assert.Contains(weights.Tensors.Keys, k => k.EndsWith(u, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(GaussianCases))]
    public void OffsetsAreTheOfficialOnes(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using var weights = new WeightSet(fixture);
        GaussianDecoderConfig config = SlatConfigs.Gaussians(fixture);
        Parity.Check(name, "offset_perturbation", weights.ReadSingle("offset_perturbation"), GaussianOffsets.Create(config.NumGaussians, config.VoxelSize));
    }

    public static TheoryData<string> GaussianCases => [.. Fixtures.Discover("SLatGaussianDecoder")];

    private static ShapeOps Record(FixtureCase fixture, WeightSet weights, out string[] unused)
    {
        var ops = new ShapeOps();
        string kind = Kind(fixture);
        unused = [];
        switch (kind)
        {
            case "ShortCut":
                return NetworkShapes.GeometryFlow(ops, "reverse_fn.backbone", FixtureConfigs.Flow(fixture));
            case "SLatFlowModelTdfyWrapper":
                return NetworkShapes.StructuredLatentFlow(ops, "reverse_fn.backbone", SlatConfigs.Flow(fixture));
            case "EmbedderFuser":
                ConditionEncoderConfig config = FixtureConfigs.Fuser(fixture, weights);
                unused = config.Embedders[0].Dino!.PrenormFeatures ? UnusedWithPrenorm : Unused;
                return NetworkShapes.Condition(ops, "", config);
            case "SparseStructureDecoder":
                return NetworkShapes.StructureDecoder(ops, FixtureConfigs.Structure(fixture));
            case "SparseStructureEncoder":
                return NetworkShapes.StructureEncoder(ops, FixtureConfigs.Structure(fixture));
            case "SLatGaussianDecoder":
                return NetworkShapes.GaussianDecoder(ops, SlatConfigs.Gaussians(fixture));
            case "SLatMeshDecoder":
                return NetworkShapes.MeshDecoder(ops, new MeshDecoderConfig { Transformer = SlatConfigs.Transformer(fixture) });
            default:
                unused = Unused;
                return NetworkShapes.Moge(ops, MogeCase.Config(fixture));
        }
    }

    private static string Kind(FixtureCase fixture)
    {
        string[] kinds =
        [
            "ShortCut", "SLatFlowModelTdfyWrapper", "EmbedderFuser", "SparseStructureDecoder", "SparseStructureEncoder", "SLatGaussianDecoder",
            "SLatMeshDecoder", "MoGeModel",
        ];
        return kinds.First(k => Fixtures.Discover(k).Contains(fixture.Name));
    }

    private static string Line(string name, IReadOnlyList<long> shape) => $"{name} [{string.Join(", ", shape)}]";
}
