using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Tests.Reporting;

public sealed class ProgressTests
{
    [Fact]
    public void LinesTellBeginningsAndQuarters()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var lines = new ProgressLines(writer);
        lines.Report(new WorkProgress("short", 0, 1));
        lines.Report(new WorkProgress("short", 1, 1));
        for (int step = 0; step <= 20; step++)
        {
            lines.Report(new WorkProgress("long", step, 20));
        }

        Assert.Equal("short\nlong\nlong: 25 %\nlong: 50 %\nlong: 75 %\nlong: 100 %\n", writer.ToString());
    }

    [Fact]
    public async Task BarsAreDrawnForATerminalWithoutForeignMarkupAndUnwantedColors()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is asked whether the writer is a console, which it is not here.");
        using var error = new StringWriter();
        var reporter = new Reporter(new Terminal(TextWriter.Null, error, ShowsBars: true, ShowsColors: false), isJson: false, isQuiet: false);
        int result = await reporter.RunAsync(progress =>
        {
            progress.Report(new WorkProgress("[red]name", 0, 2));
            progress.Report(new WorkProgress("[red]name", 2, 2));
            progress.Report(new WorkProgress("second", 0, 1));
            return Task.FromResult(42);
        });
        Assert.Equal(42, result);
        Assert.Contains("[red]name", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("second", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("100%", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("\u001b[", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[3", error.ToString(), StringComparison.Ordinal); // 3x is a colour
    }

    [Fact]
    public async Task QuietMeansNothing()
    {
        using var error = new StringWriter();
        var reporter = new Reporter(new Terminal(TextWriter.Null, error, ShowsBars: true), isJson: false, isQuiet: true);
        reporter.Note("note");
        await reporter.RunAsync(progress =>
        {
            progress.Report(new WorkProgress("work", 0, 1));
            return Task.FromResult(0);
        });
        Assert.Empty(error.ToString());
    }
}
