using Sam3D.Conversion;
using Sam3D.Training.Data.Scenes;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Data;

/// <summary>Reads recipes of datasets: YAML with the members of <see cref="DataOptions"/> in lower case. docs/training-data.md lists them.</summary>
public static class DataRecipeFile
{
    private static readonly string[] Keys =
    [
        "count", "seed", "shard_size", "image_size", "resolution", "mesh_resolution", "supersampling", "families", "view", "occluders", "noise",
        "photos", "photo_share", "swap_share", "meshes", "mesh_share", "mesh_list", "mesh_variants", "mesh_stretch", "surface_points", "fine_distances",
    ];

    private static readonly string[] ViewKeys = ["field_of_view", "max_azimuth", "elevation", "max_roll", "size"];

    /// <summary>Reads a recipe.</summary>
    /// <param name="path">The YAML file. Folders in it are relative to the folder in which the program runs.</param>
    /// <exception cref="CheckpointException">The file is missing or is not YAML, or a value has the wrong type.</exception>
    /// <exception cref="TrainingDataException">Values are out of range; the message names every one.</exception>
    public static DataRecipe Load(string path) => Read(YamlConfig.Load(path), MessageText.OneLine(path));

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="name">What messages call it.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static DataRecipe Parse(string text, string name) => Read(YamlConfig.Parse(text, name), name);

    private static DataRecipe Read(ConfigNode root, string name)
    {
        root.RequireKnown(Keys);
        var defaults = new DataOptions();
        string? photos = root.Find("photos")?.String(), meshes = root.Find("meshes")?.String();
        var recipe = new DataRecipe
        {
            Count = root["count"].Size(max: DatasetLimits.MaxSamples),
            ShardSize = root.Find("shard_size")?.Size(max: DatasetLimits.MaxShardSize) ?? DatasetGenerator.DefaultShardSize,
            Options = defaults with
            {
                Seed = (ulong)(root.Find("seed")?.Size(min: 0, max: int.MaxValue) ?? 0),
                ImageSize = root.Find("image_size")?.Int() ?? defaults.ImageSize,
                Resolution = root.Find("resolution")?.Int() ?? defaults.Resolution,
                MeshResolution = root.Find("mesh_resolution")?.Int() ?? defaults.MeshResolution,
                Supersampling = root.Find("supersampling")?.Int() ?? defaults.Supersampling,
                Families = root.Find("families") is { } families ? [.. families.Several().Select(f => f.String())] : defaults.Families,
                View = root.Find("view") is { } view ? ReadView(view) : defaults.View,
                Occluders = Share(root, "occluders") ?? defaults.Occluders,
                Noise = Share(root, "noise") ?? defaults.Noise,
                Photos = photos,
                PhotoShare = Share(root, "photo_share") ?? (photos is null ? 0 : DataOptions.FolderShare),
                SwapShare = Share(root, "swap_share") ?? defaults.SwapShare,
                Meshes = meshes,
                MeshShare = Share(root, "mesh_share") ?? (meshes is null ? 0 : DataOptions.FolderShare),
                MeshList = root.Find("mesh_list")?.String(),
                MeshVariants = root.Find("mesh_variants")?.Int() ?? defaults.MeshVariants,
                MeshStretch = Share(root, "mesh_stretch") ?? defaults.MeshStretch,
                SurfacePoints = root.Find("surface_points")?.Int() ?? defaults.SurfacePoints,
                FineDistances = root.Find("fine_distances")?.Bool() ?? defaults.FineDistances,
            },
        };
        try
        {
            recipe.Options.Validate();
        }
        catch (ArgumentException e)
        {
            throw new TrainingDataException($"{name}: {e.Message.TrimEnd('.')}; correct the recipe.", e);
        }

        return recipe;
    }

    private static ViewOptions ReadView(ConfigNode node)
    {
        node.RequireKnown(ViewKeys);
        var defaults = new ViewOptions();
        (float minFieldOfView, float maxFieldOfView) = Range(node, "field_of_view") ?? (defaults.MinFieldOfView, defaults.MaxFieldOfView);
        (float minElevation, float maxElevation) = Range(node, "elevation") ?? (defaults.MinElevation, defaults.MaxElevation);
        (float minSize, float maxSize) = Range(node, "size") ?? (defaults.MinSize, defaults.MaxSize);
        return new ViewOptions
        {
            MinFieldOfView = minFieldOfView,
            MaxFieldOfView = maxFieldOfView,
            MaxAzimuth = (float?)node.Find("max_azimuth")?.Double() ?? defaults.MaxAzimuth,
            MinElevation = minElevation,
            MaxElevation = maxElevation,
            MaxRoll = (float?)node.Find("max_roll")?.Double() ?? defaults.MaxRoll,
            MinSize = minSize,
            MaxSize = maxSize,
        };
    }

    private static float? Share(ConfigNode node, string key) => (float?)node.Find(key)?.Double();

    private static (float Low, float High)? Range(ConfigNode node, string key) => node.Find(key) is { } range
        ? range.Items.Count == 2
            ? ((float)range[0].Double(), (float)range[1].Double())
            : throw range.Refuse($"expected a list of the least and the largest value, got {range.Items.Count} numbers; correct it")
        : null;
}
