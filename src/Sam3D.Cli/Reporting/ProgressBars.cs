using Spectre.Console;

namespace Sam3D.Cli.Reporting;

/// <summary>Progress for people at a terminal: a bar for everything that is done.</summary>
internal static class ProgressBars
{
    /// <summary>Does work while bars are drawn.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, Func<IProgress<WorkProgress>, Task<T>> work)
    {
        var settings = new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Error),
            Interactive = InteractionSupport.Yes,

            // Consoles of Windows have to be asked, which also switches control sequences on.
            Ansi = OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
        };
        if (!terminal.ShowsColors)
        {
            settings.ColorSystem = ColorSystemSupport.NoColors;
        }

        var progress = new Progress(AnsiConsole.Create(settings)) { AutoClear = false, HideCompleted = false };
        return progress
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bars = new Bars(context);
                T result = await work(bars).ConfigureAwait(false);
                bars.Complete();
                return result;
            });
    }

    private sealed class Bars(ProgressContext context) : IProgress<WorkProgress>
    {
        private readonly Lock _drawing = new();
        private ProgressTask? _bar;
        private string? _current;

        public void Complete()
        {
            lock (_drawing)
            {
                _bar?.Value = _bar.MaxValue;
            }
        }

        public void Report(WorkProgress value)
        {
            lock (_drawing)
            {
                if (value.Name != _current)
                {
                    _bar?.Value = _bar.MaxValue;
                    _bar = context.AddTask(Markup.Escape(PlainText.OneLine(value.Name)));
                    _current = value.Name;
                }

                if (value.Detail.Length > 0)
                {
                    _bar!.Description = Markup.Escape(PlainText.OneLine($"{value.Name}: {value.Detail}"));
                }

                _bar!.MaxValue = value.StepCount;
                _bar.Value = value.Step;
            }
        }
    }
}
