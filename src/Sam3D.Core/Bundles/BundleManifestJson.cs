using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Sam3D.Gaussians;
using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.Bundles;

/// <summary>Metadata of the manifest's types, generated at compile time so that trimmed applications can read bundles.</summary>
[JsonSerializable(typeof(BundleManifest))]
[JsonSerializable(typeof(SegmentationManifest))]
internal sealed partial class BundleManifestContext : JsonSerializerContext;

/// <summary>The JSON form of a manifest: camelCase names, named enumeration values, and exactly the members of the records.</summary>
internal static class BundleManifestJson
{
    /// <summary>Deepest nesting: the manifest itself needs six levels.</summary>
    internal const int MaxDepth = 16;

    /// <summary>How a manifest is read and written.</summary>
    internal static JsonTypeInfo<BundleManifest> Manifest { get; } = (JsonTypeInfo<BundleManifest>)CreateOptions().GetTypeInfo(typeof(BundleManifest));

    /// <summary>How the manifest of a segmenter is read and written.</summary>
    internal static JsonTypeInfo<SegmentationManifest> Segmentation { get; } =
        (JsonTypeInfo<SegmentationManifest>)CreateOptions().GetTypeInfo(typeof(SegmentationManifest));

    /// <summary>The names that a transform can have.</summary>
    internal static IEnumerable<string> TransformNames =>
        Manifest.Options.GetTypeInfo(typeof(PictureTransform)).PolymorphismOptions!.DerivedTypes.Select(t => $"'{t.TypeDiscriminator}'");

    private static JsonSerializerOptions CreateOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new BundleManifestContext().WithAddedModifier(RequireEveryMember),
        Converters =
        {
            new JsonStringEnumConverter<Interpolation>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<GraphPrecision>(namingPolicy: null, allowIntegerValues: false),
            new JsonStringEnumConverter<DepthRemap>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<ScaleActivation>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<TensorElement>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<PointMapNormalization>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<MeshColorSource>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new JsonStringEnumConverter<PictureFit>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <summary>
    /// A bundle states everything, so that it means the same to a version with other defaults. (Generated metadata would also read a
    /// member that is left out as zero or null, not as the default of its record.) What a model may lack altogether is left out, and so are the precision of a
    /// plain graph, the type of a float32 tensor, the colours of a mesh decoder that has its own, and that layouts are not refined and meshes not filled.
    /// </summary>
    private static void RequireEveryMember(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.PropertyType == typeof(DepthSpec) || property.PropertyType == typeof(RefinementSpec) || property.PropertyType == typeof(MeshDecoderSpec)
                || property.PropertyType == typeof(TrackingSpec)
                || property.PropertyType == typeof(ConceptSpec)
                || (type.Type == typeof(SamplingSpec) && property.Name is "temperature" or "shapeCandidates")
                || IsBackbone(type, property))
            {
                property.IsSetNullable = false;
                property.ShouldSerialize = static (_, value) => value is not null;
            }
            else if (property.PropertyType == typeof(TensorElement))
            {
                property.ShouldSerialize = static (_, value) => value is not TensorElement.Float32;
            }
            else if (property.PropertyType == typeof(GraphPrecision))
            {
                // Zero is float32: what a graph is that says nothing.
                property.ShouldSerialize = static (_, value) => value is not GraphPrecision.Float32;
            }
            else if ((type.Type == typeof(PoseSpec) && property.Name == "refine") || (type.Type == typeof(MeshDecoderSpec) && property.Name == "solid"))
            {
                // False is what a bundle is that says nothing.
                property.ShouldSerialize = static (_, value) => value is true;
            }
            else if (property.PropertyType == typeof(MeshColorSource))
            {
                property.ShouldSerialize = static (_, value) => value is not MeshColorSource.Decoder;
            }
            else
            {
                property.IsRequired = true;
            }
        }
    }

    private static bool IsBackbone(JsonTypeInfo type, JsonPropertyInfo property) =>
        type.Type == typeof(ConditionEncoderSpec) && property.PropertyType == typeof(string) && property.Name == "backbone";
}
