using System.Text;
using Sam3D.Metrics;

namespace Sam3D.Evaluation;

/// <summary>Reads comparisons: lines of <c>first,second,outcome</c>, where the outcome is <c>first</c>, <c>second</c> or <c>tie</c>. A heading line of these words is passed over; names hold no commas.</summary>
public static class PreferenceFile
{
    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Reads the comparisons of a file.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <exception cref="EvaluationException">The file is missing, too large, or has another form.</exception>
    public static IReadOnlyList<Preference> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string[] lines = Encoding.UTF8.GetString(BoundedFile.Read(path, MaxBytes)).TrimStart('\uFEFF').Split('\n');
        var result = new List<Preference>();
        for (int i = 0; i < lines.Length; i++)
        {
            string[] cells = lines[i].Trim().Split(',', StringSplitOptions.TrimEntries);
            if (cells is [""] or ["first", "second", "outcome"])
            {
                continue;
            }

            PreferenceOutcome? outcome = cells is [{ Length: > 0 and <= 200 }, { Length: > 0 and <= 200 }, string word]
                ? word switch { "first" => PreferenceOutcome.First, "second" => PreferenceOutcome.Second, "tie" => PreferenceOutcome.Tie, _ => null }
                : null;
            if (outcome is null || cells[0] == cells[1])
            {
                throw new EvaluationException(
                    $"{MessageText.OneLine(path)}, line {i + 1}, is {MessageText.Quote(lines[i])}, expected two different names and 'first', 'second' or 'tie', separated by commas.");
            }

            result.Add(new Preference(cells[0], cells[1], outcome.Value));
        }

        return result;
    }
}
