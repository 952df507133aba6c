using System.Globalization;
using System.Text.RegularExpressions;

namespace Sam3D.Conversion;

/// <summary>What unquoted YAML 1.1 scalars mean to OmegaConf.</summary>
/// <remarks>
/// The patterns are those of YAML 1.1 (yaml.org/type) as PyYAML implements them, with OmegaConf's for floats, which needs neither point
/// nor sign before an exponent.
/// </remarks>
internal static partial class YamlScalar
{
    // No number is longer; so no pattern ever runs over a long text.
    private const int LongestNumber = 64;

    public static ConfigKind Classify(string text) =>
        text is "" or "~" or "null" or "Null" or "NULL" ? ConfigKind.Null
        : Truth(text) is not null ? ConfigKind.Bool
        : text.Length > LongestNumber ? ConfigKind.String
        : IntPattern().IsMatch(text) ? ConfigKind.Int
        : Float(text) is not null ? ConfigKind.Float
        : ConfigKind.String;

    /// <summary>The truth value, or null when the text is none.</summary>
    public static bool? Truth(string text) => text switch
    {
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    /// <summary>The integer of a text that is classified so, or null when it exceeds an int64.</summary>
    public static long? Integer(string text)
    {
        string digits = text.Replace("_", "").TrimStart('+', '-');
        int sign = text[0] == '-' ? -1 : 1;
        try
        {
            return checked(sign * (digits switch
            {
                ['0', 'b', .. string binary] => Fold(binary, 2),
                ['0', 'x', .. string hex] => Fold(hex, 16),
                ['0', .. string octal] => Fold(octal, 8),
                _ => digits.Split(':').Aggregate(0L, (sum, part) => checked((sum * 60) + Fold(part, 10))),
            }));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The number of a text with a point or an exponent, or null when it is none.</summary>
    public static double? Float(string text)
    {
        if (text.Length > LongestNumber || !FloatPattern().IsMatch(text))
        {
            return null;
        }

        string number = text.Replace("_", "").TrimStart('+', '-');
        int sign = text[0] == '-' ? -1 : 1;
        double value = 0;
        foreach (string part in number.Split(':'))
        {
            double digits = part.ToUpperInvariant() switch
            {
                ".INF" => double.PositiveInfinity,
                ".NAN" => double.NaN,
                _ => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : double.NegativeInfinity,
            };
            if (double.IsNegativeInfinity(digits))
            {
                return null;
            }

            value = (value * 60) + digits;
        }

        return sign * value;
    }

    /// <summary>The keys of an interpolation that is the whole text and names a node from the root, or null for any other.</summary>
    public static string[]? Interpolation(string text) =>
        text.Length <= 1_024 && InterpolationPattern().Match(text) is { Success: true } match ? match.Groups[1].Value.Split('.') : null;

    private static long Fold(string digits, int radix) =>
        digits.Aggregate(0L, (sum, digit) => checked((sum * radix) + Convert.ToInt32(digit.ToString(), 16)));

    [GeneratedRegex(@"^[-+]?(0b[01_]+|0[0-7_]*|[1-9][0-9_]*(:[0-5]?[0-9])*|0x[0-9a-fA-F_]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex IntPattern();

    [GeneratedRegex(
        @"^([-+]?[0-9][0-9_]*(\.[0-9_]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)|\.[0-9_]+([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex FloatPattern();

    [GeneratedRegex(@"^\$\{([^\s.:{}$\[\]]+(\.[^\s.:{}$\[\]]+)*)\}\z", RegexOptions.CultureInvariant)]
    private static partial Regex InterpolationPattern();
}
