namespace Sam3D.Cli.Reporting;

/// <summary>Progress for logs: a line when something begins, and one for each further quarter of what has many steps.</summary>
/// <param name="writer">Where the lines go.</param>
internal sealed class ProgressLines(TextWriter writer) : IProgress<WorkProgress>
{
    private const int Quarters = 4;
    private readonly Lock _writing = new();
    private string? _current;
    private long _quarter;

    public void Report(WorkProgress value)
    {
        lock (_writing)
        {
            long quarter = Quarters * value.Step / value.StepCount;
            if (value.Name != _current)
            {
                writer.WriteLine(PlainText.OneLine(value.Name));
                (_current, _quarter) = (value.Name, quarter);
            }
            else if (quarter > _quarter && value.StepCount > Quarters)
            {
                writer.WriteLine($"{PlainText.OneLine(value.Name)}: {100 * value.Step / value.StepCount} %");
                _quarter = quarter;
            }
        }
    }
}
