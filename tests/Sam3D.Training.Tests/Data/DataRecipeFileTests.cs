using Sam3D.Training.Data;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Scenes;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data;

/// <summary>Recipes of datasets are read, and wrong ones refused with all that is wrong.</summary>
public sealed class DataRecipeFileTests
{
    private const string Everything =
        """
        count: 12
        seed: 7
        shard_size: 5
        image_size: 64
        resolution: 16
        mesh_resolution: 48
        supersampling: 3
        families: [table, table, mug]
        view:
          field_of_view: [30, 40]
          max_azimuth: 90
          elevation: [0, 20]
          max_roll: 1
          size: [0.4, 0.6]
        occluders: 0.1
        noise: 0.3
        photos: p
        photo_share: 0.25
        swap_share: 0.5
        meshes: m
        mesh_share: 0.75
        mesh_list: l.tsv
        mesh_variants: 8
        mesh_stretch: 0.2
        surface_points: 100
        fine_distances: true
        """;

    [Fact]
    public void EveryKeyIsRead()
    {
        DataRecipe recipe = DataRecipeFile.Parse(Everything, "recipe.yaml");
        Assert.Equal((12, 5), (recipe.Count, recipe.ShardSize));
        var expected = new DataOptions
        {
            Seed = 7,
            ImageSize = 64,
            Resolution = 16,
            MeshResolution = 48,
            Supersampling = 3,
            Families = ["table", "table", "mug"],
            View = new ViewOptions { MinFieldOfView = 30, MaxFieldOfView = 40, MaxAzimuth = 90, MinElevation = 0, MaxElevation = 20, MaxRoll = 1, MinSize = 0.4f, MaxSize = 0.6f },
            Occluders = 0.1f,
            Noise = 0.3f,
            Photos = "p",
            PhotoShare = 0.25f,
            SwapShare = 0.5f,
            Meshes = "m",
            MeshShare = 0.75f,
            MeshList = "l.tsv",
            MeshVariants = 8,
            MeshStretch = 0.2f,
            SurfacePoints = 100,
            FineDistances = true,
        };
        Assert.Equal(expected with { Families = [] }, recipe.Options with { Families = [] });
        Assert.Equal(expected.Families, recipe.Options.Families);
    }

    [Fact]
    public void EveryOptionHasAKey()
    {
        // A member that is added to the options must be read: its key is its name in lower case with underscores.
        string[] keys = [.. typeof(DataOptions).GetProperties().Select(p => Key(p.Name))];
        Assert.All(keys, key => Assert.Contains($"\n{key}:", Everything, StringComparison.Ordinal));

        static string Key(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
    }

    [Fact]
    public void TheRecipeOfTheDocumentStatesTheDefaults()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "training-data.md"));
        int start = page.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
        DataRecipe recipe = DataRecipeFile.Parse(page[start..page.IndexOf("```", start, StringComparison.Ordinal)], "training-data.md");
        Assert.Equal(new DataOptions(), recipe.Options);
        Assert.Equal(DatasetGenerator.DefaultShardSize, recipe.ShardSize);
    }

    [Fact]
    public void WhatIsNotSaidIsTheDefault()
    {
        DataRecipe recipe = DataRecipeFile.Parse("count: 3\nphotos: p\n", "recipe.yaml");
        Assert.Equal(new DataOptions { Photos = "p", PhotoShare = DataOptions.FolderShare }, recipe.Options);
        Assert.Equal(DatasetGenerator.DefaultShardSize, recipe.ShardSize);
        Assert.Same(ObjectFamilies.Names, recipe.Options.Families);
    }

    [Theory]
    [InlineData("seed: 1\n", "has no key 'count'")]
    [InlineData("count: 0\n", "expected 1 to 100000000, got 0")]
    [InlineData("count: 1\ncolour: red\n", "unknown key 'colour'")]
    [InlineData("count: 1\nview: {zoom: 2}\n", "unknown key 'zoom'")]
    [InlineData("count: 1\nview: {elevation: [1, 2, 3]}\n", "the least and the largest value, got 3")]
    [InlineData("count: 1\nfamilies: []\n", "at least one item")]
    [InlineData("count: 1\nnoise: .nan\n", "Noise is NaN, expected 0 to 1")]
    [InlineData("count: 1\nimage_size: 5\nresolution: 9\nfamilies: [dragon]\n", "ImageSize is 5, expected 16 to 1024 pixels; Resolution is 9, expected a multiple of 8 from 8 to 128; no family 'dragon'")]
    public void WrongRecipesSayAllThatIsWrong(string text, string expected)
    {
        string message = Assert.ThrowsAny<Sam3DException>(() => DataRecipeFile.Parse(text, "recipe.yaml")).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("recipe.yaml", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
