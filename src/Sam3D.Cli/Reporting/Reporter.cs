using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sam3D.Cli.Reporting;

/// <summary>How a command speaks: one result on standard output, notes, progress and errors on standard error.</summary>
/// <param name="terminal">The streams.</param>
/// <param name="isJson">Whether the result is JSON.</param>
/// <param name="isQuiet">Whether notes and progress are left out.</param>
internal sealed class Reporter(Terminal terminal, bool isJson, bool isQuiet)
{
    /// <summary>Whether the result is JSON.</summary>
    public bool IsJson => isJson;

    /// <summary>Whether work is shown as bars.</summary>
    public bool ShowsBars => terminal.ShowsBars && !isQuiet;

    /// <summary>Tells what happens, on standard error.</summary>
    public void Note(string text)
    {
        if (!isQuiet)
        {
            terminal.Error.WriteLine(PlainText.OneLine(text));
        }
    }

    /// <summary>Writes the result.</summary>
    /// <param name="result">What the command found or made.</param>
    /// <param name="type">Its JSON form.</param>
    /// <param name="writeText">Its form for people.</param>
    public void Result<T>(T result, JsonTypeInfo<T> type, Action<T, TextWriter> writeText)
    {
        if (isJson)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(result, type));
        }
        else
        {
            writeText(result, terminal.Output);
        }

        terminal.Output.Flush();
    }

    /// <summary>Tells what went wrong: one line on standard error, and with <c>--json</c> an object on standard output.</summary>
    public void Error(string type, string message)
    {
        string line = PlainText.OneLine(message);
        terminal.Error.WriteLine($"sam3d: error: {line}");
        terminal.Error.Flush();
        if (isJson)
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(new ErrorReport(new ErrorDetail(type, line)), CliJson.Readable.ErrorReport));
            terminal.Output.Flush();
        }
    }

    /// <summary>Does work while showing how far it is.</summary>
    public Task<T> RunAsync<T>(Func<IProgress<WorkProgress>, Task<T>> work) =>
        isQuiet ? work(new SilentProgress())
        : terminal.ShowsBars ? ProgressBars.RunAsync(terminal, work)
        : work(new ProgressLines(terminal.Error));

    private sealed class SilentProgress : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
        }
    }
}

/// <summary>Where some work stands.</summary>
/// <param name="Name">What is being done; each name is a line or a bar of its own.</param>
/// <param name="Step">Finished steps.</param>
/// <param name="StepCount">All steps, at least 1.</param>
/// <param name="Detail">What is said beside a bar.</param>
internal readonly record struct WorkProgress(string Name, long Step, long StepCount, string Detail = "");
