using Xunit.Sdk;
using Xunit.v3;

// Snippets run in a folder of their own, and a process has one current folder.
[assembly: Parallelization(Mode = ParallelMode.None)]
