using System.Globalization;

namespace Sam3D.Bundles;

/// <summary>The single checks.</summary>
internal sealed partial class BundleManifestValidator
{
    /// <summary>
    /// Whether a name can only mean a file beside the manifest, on every operating system: an allow-list of characters, because
    /// separators, drives, streams and devices differ between systems.
    /// </summary>
    internal static bool IsPlainFileName(string? name) =>
        name is { Length: > 0 and <= BundleLimits.FileNameLength }
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
        && name[0] != '.'
        && name[^1] != '.'
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Equals(BundleManifest.FileName, StringComparison.OrdinalIgnoreCase);

    private void Require(bool holds, string path, string got, string expected)
    {
        if (!holds)
        {
            _violations.Add($"{path} is {got}, expected {expected}");
        }
    }

    private void CheckText(string path, string? text) =>
        Require(
            text is { Length: > 0 and <= BundleLimits.TextLength } && !text.Any(char.IsControl),
            path, MessageText.Quote(text), $"1 to {BundleLimits.TextLength} characters in one line");

    private void CheckCount(string path, long value, long min, long max) =>
        Require(value >= min && value <= max, path, value.ToString(CultureInfo.InvariantCulture), $"{min} to {max}");

    /// <summary>Sizes that are each in range can still make a product that no memory holds.</summary>
    private void CheckValues(string path, double count) => CheckNumber(path, count, 1, BundleLimits.Values);

    /// <summary>NaN fails both comparisons, and an infinity one.</summary>
    private void CheckNumber(string path, double value, double min, double max) =>
        Require(value >= min && value <= max, path, Text(value), $"{Text(min)} to {Text(max)}");

    private void CheckNumbers(string path, IReadOnlyList<float> values, int count, double min)
    {
        Require(values.Count == count, path, $"a list of {values.Count} numbers", $"{count}");
        for (int i = 0; i < Math.Min(values.Count, count); i++)
        {
            CheckNumber($"{path}[{i}]", values[i], min, 1e9);
        }
    }

    private void CheckItems<T>(string path, IReadOnlyList<T> items, Action<string, T> check)
    {
        Require(items.Count <= BundleLimits.ListEntries, path, $"a list of {items.Count} entries", $"at most {BundleLimits.ListEntries}");
        for (int i = 0; i < Math.Min(items.Count, BundleLimits.ListEntries); i++)
        {
            if (items[i] is null)
            {
                Require(false, $"{path}[{i}]", "null", "an entry");
            }
            else
            {
                check($"{path}[{i}]", items[i]);
            }
        }
    }

    /// <summary>File systems may ignore case, so names must differ in more.</summary>
    private void CheckUnique<T>(string path, IReadOnlyList<T> items, Func<T, string?> name)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (T item in items.Take(BundleLimits.ListEntries))
        {
            if (name(item) is { } text && !seen.Add(text))
            {
                Require(false, path, $"a list with {MessageText.Quote(text)} twice", "unique names");
            }
        }
    }

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
