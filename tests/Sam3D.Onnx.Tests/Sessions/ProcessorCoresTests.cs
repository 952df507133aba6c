using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Sessions;

public sealed class ProcessorCoresTests
{
    [Fact]
    public void Sibling_threads_count_once()
    {
        using var folder = new TemporaryFolder();
        string[] siblings = ["0,4", "1,5", "2,6", "3,7", "0,4", "1,5", "2,6", "3,7"];
        for (int i = 0; i < siblings.Length; i++)
        {
            Directory.CreateDirectory(folder.File($"cpu{i}/topology"));
            File.WriteAllText(folder.File($"cpu{i}/topology/thread_siblings_list"), siblings[i] + "\n");
        }

        Directory.CreateDirectory(folder.File("cpufreq"));
        Assert.Equal(4, ProcessorCores.PhysicalCores(folder.Path));
    }

    [Fact]
    public void Nothing_to_read_is_no_number()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ProcessorCores.PhysicalCores(folder.Path));
        Assert.Null(ProcessorCores.PhysicalCores(folder.File("missing")));
    }

    [Fact]
    public void Usable_cores_are_no_more_than_processors() => Assert.InRange(ProcessorCores.Usable, 1, Environment.ProcessorCount);
}
