namespace Sam3D.Cli.Reporting;

/// <summary>Lines of a label and a value, the values below each other.</summary>
/// <param name="writer">Where the lines go.</param>
internal sealed class LabelledLines(TextWriter writer)
{
    private const int Width = 20;

    /// <summary>Writes a line.</summary>
    public void Add(string label, string value) => writer.WriteLine($"{label.PadRight(Width)} {PlainText.OneLine(value)}");

    /// <summary>Writes what the whole work took.</summary>
    /// <param name="seconds">Wall-clock time.</param>
    /// <param name="peakMemoryBytes">Largest resident memory; <see langword="null"/> where the system does not tell.</param>
    public void AddTotal(double seconds, long? peakMemoryBytes) =>
        Add("total", PlainText.Seconds(seconds) + (peakMemoryBytes is { } peak ? $", peak memory {PlainText.Bytes(peak)}" : ""));
}
