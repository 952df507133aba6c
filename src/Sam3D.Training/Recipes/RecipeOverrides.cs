using System.Globalization;
using System.Text;

namespace Sam3D.Training;

/// <summary>What a command line changes of a recipe. The changes are part of the recipe that the run folder keeps.</summary>
public static class RecipeOverrides
{
    /// <summary>Changes a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="output">Another run folder, or <see langword="null"/>; it is no part of what the folder keeps.</param>
    /// <param name="data">Other data, or nothing.</param>
    /// <param name="start">Other folders to begin from, or nothing.</param>
    /// <param name="steps">Another number of steps, or <see langword="null"/>.</param>
    public static TrainingRecipe Apply(TrainingRecipe recipe, string? output, IReadOnlyList<string>? data, IReadOnlyList<string>? start, int? steps)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var text = new StringBuilder(recipe.Text);
        void Note(string name, string value) => text.Append(CultureInfo.InvariantCulture, $"# --{name} {value.ReplaceLineEndings(" ")}\n");
        if (data is { Count: > 0 })
        {
            recipe = recipe with { Data = data };
            Note("data", string.Join(' ', data));
        }

        if (start is { Count: > 0 })
        {
            recipe = recipe with { Start = start };
            Note("start", string.Join(' ', start));
        }

        if (steps is { } count)
        {
            recipe = recipe with { Steps = count };
            Note("steps", count.ToString(CultureInfo.InvariantCulture));
        }

        return recipe with { Output = output ?? recipe.Output, Text = text.ToString() };
    }
}
