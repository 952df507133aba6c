namespace Sam3D.Training.Tests;

/// <summary>Recipes are read, and wrong ones refused with all that is wrong.</summary>
public sealed class RecipeFileTests
{
    private const string Good = "phase: geometry_flow\nstart: [a]\ndata: [b]\noutput: c\nsteps: 10\nbatch: 2\n";

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "models", "compact", "recipe"), "*.yaml").Select(f => Path.GetFileName(f)).Where(f => !f.StartsWith("data-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Recipes_of_the_repository_are_valid(string name)
    {
        TrainingRecipe recipe = RecipeFile.Load(Path.Combine(Repository.Root, "models", "compact", "recipe", name));
        Assert.True(recipe.Steps > 1);
        Assert.Contains("phase: ", recipe.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_phase_has_a_recipe() => Assert.Equal(
        Enum.GetValues<TrainingPhase>(),
        Files.Select(f => RecipeFile.Load(Path.Combine(Repository.Root, "models", "compact", "recipe", f.Data)).Phase).Distinct().Order());

    [Theory]
    [InlineData("colour: red\n", "unknown key 'colour'")]
    [InlineData("optimizer: {rate: 7, clip_norm: -1}\n", "rate is 7, expected 0 to 1; optimizer: clip_norm is -1")]
    [InlineData("phase_options: {dice: 1, draws: 0}\n", "dice is unknown, expected draws, train_condition, grow; draws is 0, expected 1 to 64")]
    public void Wrong_recipes_say_all_that_is_wrong(string addition, string expected)
    {
        Assert.Equal(10, RecipeFile.Parse(Good, "recipe.yaml").Steps);
        string message = Assert.ThrowsAny<Sam3DException>(() => RecipeFile.Parse(Good + addition, "recipe.yaml")).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Changes_of_a_command_line_are_part_of_the_recipe()
    {
        TrainingRecipe recipe = RecipeFile.Parse(Good, "recipe.yaml"), changed = RecipeOverrides.Apply(recipe, "x", ["d", "e"], [], 5);
        Assert.Equal(("x", 5), (changed.Output, changed.Steps));
        Assert.Equal(["d", "e"], changed.Data);
        Assert.Equal(["a"], changed.Start);
        Assert.NotEqual(recipe.Text, changed.Text);
        Assert.Equal(recipe.Text, RecipeOverrides.Apply(recipe, "elsewhere", null, null, null).Text);
    }
}
