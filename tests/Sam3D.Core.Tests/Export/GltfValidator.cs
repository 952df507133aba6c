using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Sam3D.Core.Tests.Export;

/// <summary>The validator of the Khronos Group (npm <c>gltf-validator</c>, <c>tests/node</c>).</summary>
internal static class GltfValidator
{
    private static readonly string NodeFolder = Path.Combine(Repository.Root, "tests", "node");

    /// <summary>Validates files.</summary>
    /// <param name="files">Their paths.</param>
    /// <returns>For each its <c>file</c>, <c>errors</c>, <c>warnings</c> and <c>messages</c>.</returns>
    public static JsonDocument Validate(IReadOnlyList<string> files) => JsonDocument.Parse(Run("node", ["validate.mjs", .. files]).Output);

    /// <summary>Installs the pinned validator when it is missing. Offline, that cannot work: then the test is skipped, except where CI is set.</summary>
    public static void InstallOrSkip()
    {
        if (Directory.Exists(Path.Combine(NodeFolder, "node_modules", "gltf-validator")) && Answers("node"))
        {
            return;
        }

        string npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        Assert.SkipUnless(
            Answers("node") && Answers(npm), "Node.js is missing, so the Khronos glTF validator cannot run: install Node.js 18 or newer with npm.");
        (int code, string output) = Run(npm, ["ci", "--no-audit", "--no-fund"]);
        bool mustWork = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        Assert.SkipUnless(code == 0 || mustWork, $"The Khronos glTF validator could not be installed ('npm ci' in tests/node): {output}");
        Assert.True(code == 0, output);
    }

    private static bool Answers(string program)
    {
        try
        {
            return Run(program, ["--version"]).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = NodeFolder, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.GetAwaiter().GetResult());
    }
}
