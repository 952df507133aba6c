using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Sam3D.Cli.Commands;

/// <summary>Options that check what they are given and say what they expect.</summary>
internal static class CheckedOptions
{
    /// <summary>A number of a range, both ends included; absent is <see langword="null"/>.</summary>
    public static Option<T?> Number<T>(string name, string valueName, string description, T min, T max)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = valueName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value)
                    && value >= min && value <= max)
                {
                    return value;
                }

                string kind = T.IsZero(T.One / (T.One + T.One)) ? "whole number" : "number";
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}', expected a {kind} from {min} to {max}."));
                return null;
            },
        };

    /// <summary>A path; absent is <see langword="null"/>.</summary>
    public static Option<string?> Path(string name, string valueName, string description, params string[] aliases) => new(name, aliases)
    {
        Description = description,
        HelpName = valueName,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result => NotBlank(result, name),
    };

    /// <summary>A path by its position.</summary>
    public static Argument<string> PathArgument(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => NotBlank(result, name)!,
    };

    /// <summary>The text, or an error when there is nothing in it.</summary>
    public static string? NotBlank(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(text))
        {
            result.AddError($"{name} is empty, expected a path.");
            return null;
        }

        return text;
    }
}
