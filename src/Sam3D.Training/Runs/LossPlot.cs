using Sam3D.Export;
using Sam3D.Imaging;

namespace Sam3D.Training;

/// <summary>
/// Draws the losses of a run, one panel each, over the steps; the thin line is each step, the thick one their running median, the third one, with points, what is held out.
/// </summary>
internal static class LossPlot
{
    private const int PanelWidth = 420, PanelHeight = 200, Margin = 34, Columns = 2, MinPoints = 2;
    private static readonly (byte R, byte G, byte B) Frame = (120, 120, 120), Thin = (190, 210, 235), Thick = (20, 80, 160), Held = (200, 90, 30);

    /// <summary>Writes the plot as a PNG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">The losses.</param>
    public static void Save(string path, LossLog log)
    {
        if (log.Rows.Count >= MinPoints)
        {
            Draw(log).SavePng(path);
        }
    }

    private static RgbImage Draw(LossLog log)
    {
        (string Name, int Column, int Held)[] panels = [.. log.Names.Index()
            .Where(n => !n.Item.StartsWith(LossLog.HeldOutPrefix, StringComparison.Ordinal))
            .Select(n => (n.Item, n.Index, log.Names.ToList().IndexOf(LossLog.HeldOutPrefix + n.Item)))];
        int count = panels.Length, rows = (count + Columns - 1) / Columns;
        var canvas = new PixelCanvas(PanelWidth * Math.Min(Columns, count), PanelHeight * rows);
        for (int i = 0; i < count; i++)
        {
            (string name, int column, int held) = panels[i];
            (long Step, double Value)[] measured = held < 0 ? [] : [.. log.Rows.Select(r => (r.Step, r.Values[held])).Where(p => double.IsFinite(p.Item2))];
            Panel(canvas, i % Columns * PanelWidth, i / Columns * PanelHeight, name, [.. log.Rows.Select(r => (r.Step, r.Values[column]))], measured);
        }

        return canvas.ToImage();
    }

    private static void Panel(PixelCanvas canvas, int left, int top, string name, (long Step, double Value)[] points, (long Step, double Value)[] held)
    {
        int x0 = left + Margin, x1 = left + PanelWidth - 8, y0 = top + 18, y1 = top + PanelHeight - 16;
        double[] median = RunningMedian([.. points.Select(p => p.Value)]);
        double[] drawn = [.. median, .. held.Select(p => p.Value)];
        double low = drawn.Min(), high = drawn.Max();
        (low, high) = high > low ? (low, high) : (low - 0.5, high + 0.5);
        double margin = 0.08 * (high - low);
        (low, high) = (low - margin, high + margin);
        long first = points[0].Step, last = points[^1].Step;
        (int X, int Y) At(long step, double value) => (
            x0 + (int)((x1 - x0) * (double)(step - first) / Math.Max(1, last - first)),
            y1 - (int)((y1 - y0) * Math.Clamp((value - low) / (high - low), 0, 1)));
        for (int i = 1; i < points.Length; i++)
        {
            canvas.Line(At(points[i - 1].Step, points[i - 1].Value), At(points[i].Step, points[i].Value), Thin);
        }

        for (int i = 1; i < points.Length; i++)
        {
            (int X, int Y) a = At(points[i - 1].Step, median[i - 1]), b = At(points[i].Step, median[i]);
            canvas.Line(a, b, Thick);
            canvas.Line((a.X, a.Y + 1), (b.X, b.Y + 1), Thick);
        }

        for (int i = 0; i < held.Length; i++)
        {
            (int X, int Y) b = At(held[i].Step, held[i].Value), a = i == 0 ? b : At(held[i - 1].Step, held[i - 1].Value);
            canvas.Line(a, b, Held);
            canvas.Line((b.X - 2, b.Y), (b.X + 2, b.Y), Held);
            canvas.Line((b.X, b.Y - 2), (b.X, b.Y + 2), Held);
        }

        canvas.Line((x0, y0), (x0, y1), Frame);
        canvas.Line((x0, y1), (x1, y1), Frame);
        canvas.Text(x0, top + 5, name.ToUpperInvariant().Replace('_', ' '), Frame);
        canvas.Text(left + 2, y0, PixelCanvas.Number(high), Frame);
        canvas.Text(left + 2, y1 - 6, PixelCanvas.Number(low), Frame);
        canvas.Text(x1 - 40, y1 + 5, PixelCanvas.Number(last), Frame);
    }

    private static double[] RunningMedian(double[] values)
    {
        int half = Math.Max(1, values.Length / 60);
        return [.. values.Select((_, i) =>
        {
            double[] window = values[Math.Max(0, i - half)..Math.Min(values.Length, i + half + 1)];
            Array.Sort(window);
            return window[window.Length / 2];
        })];
    }
}
