using Sam3D.Imaging;

namespace Sam3D.Conversion;

/// <summary>
/// Reads the official <c>PreProcessor</c> configuration (<c>ss_preprocessor</c> of <c>pipeline.yaml</c>, or
/// <c>tdfy.val_preprocessor</c> of the generator's YAML) as a list of named transforms.
/// </summary>
internal static class PreprocessorConfig
{
    // Values of Pillow's resampling constants, by which torchvision's configurations name a filter.
    private const int PillowNearest = 0;
    private const int PillowBilinear = 2;
    private const int PillowBicubic = 3;

    public static PreprocessingRecipe Read(ConfigNode node)
    {
        if (node.Find("rgb_img_mask_joint_transform") is { } rgb && Transforms(rgb).Count > 0)
        {
            throw rgb.Unsupported("joint transforms of the whole picture");
        }

        IReadOnlyList<PictureTransform> pointMap = node.Find("pointmap_transform") is { } p ? Transforms(p) : [];
        var recipe = new PreprocessingRecipe
        {
            Joint = (node.Find("img_mask_pointmap_joint_transform") ?? node.Find("img_mask_joint_transform")) is { } joint ? Transforms(joint) : [],
            Image = Transforms(node["img_transform"]),
            Mask = Transforms(node["mask_transform"]),
            PointMap = pointMap,
            PointMapNormalization = pointMap.Count == 0 ? PointMapNormalization.None : Normalization(node),
        };
        IReadOnlyList<string> violations = recipe.Violations();
        return violations.Count == 0
            ? recipe
            : throw node.Refuse($"the transforms cannot be carried out: {string.Join("; ", violations)}; correct them");
    }

    /// <summary>Side of a picture after its last resize.</summary>
    public static int OutputSize(IReadOnlyList<PictureTransform> transforms, ConfigNode source) =>
        transforms.OfType<ResizeToSquare>().LastOrDefault()?.Size
        ?? throw source.Refuse("no Resize gives the inputs a fixed size; add torchvision.transforms.Resize with a size");

    private static PointMapNormalization Normalization(ConfigNode node)
    {
        if (node.Find("normalize_pointmap") is not { } normalize || !normalize.Bool())
        {
            throw node.Unsupported("a point map that is not normalised");
        }

        foreach (string name in (string[])["pointmap_normalizer", "rgb_pointmap_normalizer"])
        {
            if (node.Find(name) is { } normalizer && normalizer.TargetName() != "ObjectCentricSSI")
            {
                throw normalizer.Unsupported($"the normaliser {normalizer.TargetName()}");
            }
        }

        return PointMapNormalization.ObjectCentricSsi;
    }

    private static List<PictureTransform> Transforms(ConfigNode node)
    {
        IEnumerable<ConfigNode> items = node.Kind == ConfigKind.List ? node.Items
            : node.Find("_target_") is not null && node.TargetName() == "Compose" ? node["transforms"].Items
            : [node];
        return [.. items.Where(i => !i.IsNull).Select(Transform)];
    }

    private static PictureTransform Transform(ConfigNode node) => node.TargetName() switch
    {
        "crop_around_mask_with_padding" => new CropAroundMask(
            node.Find("box_size_factor")?.Double() ?? 1.0, node.Find("padding_factor")?.Double() ?? 0.0),
        "rembg" => new RemoveBackground(),
        "pad_to_square_centered" => new PadToSquare(),
        "resize_all_to_same_size" => new ResizeAllToSameSize(),
        "Resize" => new ResizeToSquare(
            node["size"].Size(),
            node.Find("interpolation") is { } filter ? Filter(filter) : Interpolation.Bilinear,
            node.Find("antialias")?.Bool() ?? true),
        _ => throw node.Unsupported($"the transform {node.TargetName()}"),
    };

    private static Interpolation Filter(ConfigNode node)
    {
        if (node.Kind == ConfigKind.Map)
        {
            // hydra: {_target_: torchvision.transforms.InterpolationMode, value: nearest} and the like.
            node = node.Find("value") ?? node["_args_"][0];
        }

        if (node.Kind == ConfigKind.Int)
        {
            return node.Int() switch
            {
                PillowNearest => Interpolation.Nearest,
                PillowBilinear => Interpolation.Bilinear,
                PillowBicubic => Interpolation.Bicubic,
                int other => throw node.Unsupported($"the interpolation {other}"),
            };
        }

        return node.String().Split('.')[^1].ToLowerInvariant() switch
        {
            "nearest" => Interpolation.Nearest,
            "bilinear" => Interpolation.Bilinear,
            "bicubic" => Interpolation.Bicubic,
            _ => throw node.Unsupported($"the interpolation '{node.String()}'"),
        };
    }
}
