using System.CommandLine;

namespace Sam3D.Cli.Commands;

/// <summary>The options of commands that run networks: where, with how many threads, and what stays in memory.</summary>
internal sealed class RuntimeArguments
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "Where the networks run; auto takes CUDA when it can be had.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string> _memory = new("--memory")
    {
        Description = "What stays in memory: fastest keeps every network, balanced the small ones, smallest none. 'sam3d info BUNDLE --memory' estimates each.",
        DefaultValueFactory = _ => "balanced",
    };

    private readonly Option<int?> _threads = CheckedOptions.Number(
        "--threads", "N", "Processor threads of a network call. Default: one for each core.", 1, RuntimeOptions.MaxThreads);

    public RuntimeArguments()
    {
        _device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        _memory.AcceptOnlyFromAmong("fastest", "balanced", "smallest");
    }

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_device);
        command.Options.Add(_memory);
        command.Options.Add(_threads);
    }

    /// <summary>What they say.</summary>
    public RuntimeOptions Of(ParseResult parsed) => new()
    {
        Device = Enum.Parse<DevicePreference>(parsed.GetRequiredValue(_device), ignoreCase: true),
        MemoryBudget = Enum.Parse<MemoryBudget>(parsed.GetRequiredValue(_memory), ignoreCase: true),
        Threads = parsed.GetValue(_threads),
    };
}
