using BenchmarkDotNet.Running;
using Sam3D.Benchmarks;

// Run all of it with: dotnet run -c Release --project benchmarks/Sam3D.Benchmarks -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(ShortInProcessConfig).Assembly).Run(args, new ShortInProcessConfig());
