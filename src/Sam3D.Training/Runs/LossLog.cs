using System.Globalization;
using System.Text;

namespace Sam3D.Training;

/// <summary>
/// The losses of all steps, as a CSV file: <c>step</c>, then a column a loss. A number that was not measured in a step is an empty cell. A resumed run cuts off what was not saved.
/// </summary>
internal sealed class LossLog : IDisposable
{
    /// <summary>Columns of what is held out begin so.</summary>
    public const string HeldOutPrefix = "held_out_";

    private readonly List<(long Step, double[] Values)> _rows = [];
    private readonly string _path;
    private string[] _names = [];
    private StreamWriter? _writer;

    /// <summary>Opens the log.</summary>
    /// <param name="path">The file.</param>
    /// <param name="finished">Steps to keep.</param>
    public LossLog(string path, long finished)
    {
        _path = path;
        if (finished > 0 && File.Exists(path))
        {
            Read(finished);
        }
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Steps and values.</summary>
    public IReadOnlyList<(long Step, double[] Values)> Rows => _rows;

    /// <summary>Adds a step.</summary>
    /// <param name="step">Number of the step, from 1.</param>
    /// <param name="values">What it measured; the same names in every step.</param>
    public void Add(long step, IReadOnlyList<LossValue> values)
    {
        if (_names.Length == 0)
        {
            _names = [.. values.Select(v => v.Name)];
        }

        double[] row = [.. values.Select(v => v.Value)];
        _rows.Add((step, row));
        if (_writer is null)
        {
            _writer = new StreamWriter(_path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
            _writer.WriteLine(string.Join(',', (string[])["step", .. _names]));
            foreach ((long old, double[] numbers) in _rows)
            {
                Write(old, numbers);
            }
        }
        else
        {
            Write(step, row);
        }

        _writer.Flush();
    }

    /// <summary>The mean of each loss over the last part of the rows, as far as it was measured there.</summary>
    public IReadOnlyList<LossValue> Last(double part)
    {
        int count = Math.Max(1, (int)(part * _rows.Count));
        return [.. _names.Select((name, i) => new LossValue(name, _rows.TakeLast(count).Select(r => r.Values[i]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average())).Where(l => double.IsFinite(l.Value))];
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private void Write(long step, double[] values) => _writer!.WriteLine(
        string.Join(',', (string[])[step.ToString(CultureInfo.InvariantCulture), .. values.Select(v => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture))]));

    private void Read(long finished)
    {
        using var reader = new StreamReader(_path, Encoding.UTF8);
        _names = [.. (reader.ReadLine() ?? "step").Split(',').Skip(1)];
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            if (cells.Length == _names.Length + 1
                && long.TryParse(cells[0], CultureInfo.InvariantCulture, out long step) && step <= finished
                && cells.Skip(1).All(c => c.Length == 0 || double.TryParse(c, CultureInfo.InvariantCulture, out _)))
            {
                _rows.Add((step, [.. cells.Skip(1).Select(c => c.Length == 0 ? double.NaN : double.Parse(c, CultureInfo.InvariantCulture))]));
            }
        }
    }
}
