using System.Reflection;
using System.Runtime.Loader;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Sessions;

public sealed class DeviceSelectorTests
{
    [Fact]
    public void The_cpu_says_how_many_threads_it_uses()
    {
        Assert.Equal(new DeviceInfo(DeviceKind.Cpu, "CPU, 1 thread"), DeviceSelector.Select(new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 1 }));
        Assert.Equal(new DeviceInfo(DeviceKind.Cpu, "CPU, 3 threads"), DeviceSelector.Select(new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 3 }));
    }

    [Fact]
    public void Auto_takes_the_cpu_only_where_cuda_cannot_be_had()
    {
        DeviceInfo auto = new SessionFactory().Device;
        Assert.Equal(CudaError() is null ? DeviceKind.Cuda : DeviceKind.Cpu, auto.Kind);
    }

    [Fact]
    public void Cuda_is_had_or_the_error_names_what_is_missing()
    {
        if (CudaError() is { } error)
        {
            Assert.DoesNotContain('\n', error.Message);
            Assert.Contains(NativeRuntime.Providers().Contains(NativeRuntime.CudaProvider) ? "could not be loaded" : "Sam3D.Cuda", error.Message, StringComparison.Ordinal);
            Assert.Contains("cuda", error.Message, StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            Assert.Equal("CUDA device 0", new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cuda }).Device.Name);
        }
    }

    [Fact]
    public void The_probe_is_a_graph_of_one_identity() => Assert.Equal(TinyOnnx.Identity(1), DeviceSelector.Probe);

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        string message = Assert.Throws<ArgumentException>(() =>
            new SessionFactory(new RuntimeOptions { Device = (DevicePreference)9, DeviceId = -1, Threads = 0 })).Message;
        Assert.Contains("Device is 9", message, StringComparison.Ordinal);
        Assert.Contains("DeviceId is -1", message, StringComparison.Ordinal);
        Assert.Contains("Threads is 0", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults()
    {
        Assert.Equal(DevicePreference.Auto, new RuntimeOptions().Device);
        Assert.Equal(0, new RuntimeOptions().DeviceId);
        Assert.Null(new RuntimeOptions().Threads);
    }

    [Fact]
    public void Without_the_native_library_the_error_names_the_packages()
    {
        var context = new WithoutNativeLibrary();
        Assembly assembly = context.LoadFromAssemblyPath(typeof(SessionFactory).Assembly.Location);
        MethodInfo providers = assembly.GetType(typeof(NativeRuntime).FullName!)!.GetMethod(nameof(NativeRuntime.Providers))!;
        Exception error = Assert.IsType<TargetInvocationException>(Record.Exception(() => providers.Invoke(null, []))).InnerException!;
        Assert.Equal(nameof(DeviceException), error.GetType().Name);
        Assert.Contains("Sam3D.Cuda", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static DeviceException? CudaError() =>
        Record.Exception(() => DeviceSelector.Select(new RuntimeOptions { Device = DevicePreference.Cuda })) switch
        {
            null => null,
            DeviceException e => e,
            var other => throw new InvalidOperationException("Another error than DeviceException.", other),
        };

    /// <summary>Loads our assembly and the binding a second time, in a world where no native library is found.</summary>
    private sealed class WithoutNativeLibrary() : AssemblyLoadContext("without native library")
    {
        protected override Assembly? Load(AssemblyName name) => name.Name is "Microsoft.ML.OnnxRuntime" or "Sam3D.Onnx"
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"))
            : null;

        protected override nint LoadUnmanagedDll(string name) => throw new DllNotFoundException($"No library '{name}'.");
    }
}
