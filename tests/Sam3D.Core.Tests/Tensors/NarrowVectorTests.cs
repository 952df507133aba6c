using System.Diagnostics;

namespace Sam3D.Core.Tests.Tensors;

/// <summary>Runs the tests of kernels and noise again in processes whose vector units are cut down, since the JIT chooses once a process.</summary>
public sealed class NarrowVectorTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task Kernels_and_noise_give_the_same_bits_without(string instructionSet)
    {
        string host = Environment.ProcessPath!;
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
        {
            start.ArgumentList.Add(typeof(NarrowVectorTests).Assembly.Location);
        }

        foreach (string argument in (string[])["-class", typeof(TensorMathTests).FullName!, "-class", typeof(PhiloxTests).FullName!, "-noColor"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[instructionSet] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Matches(@"Total: [1-9]\d*, Errors: 0, Failed: 0", output);
    }
}
