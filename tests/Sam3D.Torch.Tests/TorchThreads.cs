using System.Runtime.CompilerServices;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>Tests run side by side, on small tensors: threads of libtorch would only wait for each other.</summary>
internal static class TorchThreads
{
    [ModuleInitializer]
    public static void UseOne() => torch.set_num_threads(1);
}
