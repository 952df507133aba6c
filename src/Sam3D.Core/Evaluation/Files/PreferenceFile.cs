using System.Text;
using Sam3D.Metrics;

namespace Sam3D.Evaluation;

/// <summary>Reads and writes comparisons: lines of <c>first,second,outcome</c>, where the outcome is <c>first</c>, <c>second</c> or <c>tie</c>. A heading line of these words is passed over; names hold no commas.</summary>
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

    /// <summary>Compares the voxel IoU of all models on each case: the larger one is preferred, equal ones are a tie. A prediction that failed loses.</summary>
    /// <param name="scores">The scores of a run.</param>
    public static IReadOnlyList<Preference> Of(IReadOnlyList<CaseScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return
        [
            .. scores.GroupBy(s => s.Case, StringComparer.Ordinal).Select(g => g.ToArray()).SelectMany(models => models.SelectMany((first, i) => models.Skip(i + 1).Select(second =>
                new Preference(first.Model, second.Model, Value(first).CompareTo(Value(second)) switch { > 0 => PreferenceOutcome.First, < 0 => PreferenceOutcome.Second, _ => PreferenceOutcome.Tie })))),
        ];
        static double Value(CaseScore score) => score.Shape?.VoxelIoU ?? -1;
    }

    /// <summary>Writes comparisons, so that <see cref="Read"/> gives them again.</summary>
    /// <param name="preferences">The comparisons.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    /// <exception cref="EvaluationException">A name holds a comma or a line break.</exception>
    public static void Write(IReadOnlyList<Preference> preferences, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("first,second,outcome");
        foreach (Preference p in preferences)
        {
            foreach (string name in (string[])[p.First, p.Second])
            {
                if (name.AsSpan().IndexOfAny(',', '\n', '\r') >= 0)
                {
                    throw new EvaluationException($"The model's name {MessageText.Quote(name)} holds a comma or a line break, which a list of preferences cannot; rename it.");
                }
            }

            writer.WriteLine($"{p.First},{p.Second},{p.Outcome switch { PreferenceOutcome.First => "first", PreferenceOutcome.Second => "second", _ => "tie" }}");
        }
    }
}
