using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Bundles;

public sealed class ModelBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_graph_with_its_tensor_inside_runs_from_a_folder()
    {
        TinyBundle.Write(_folder.Path, (TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        Assert.Equal([2, -2, 1.5f, 16], Run(_folder.Path));
    }

    [Fact]
    public void A_graph_with_its_tensor_in_another_file_runs_from_a_folder()
    {
        WriteExternal(TinyBundle.Data);
        Assert.Equal([2, -2, 1.5f, 16], Run(_folder.Path));
    }

    [Fact]
    public void A_graph_runs_from_memory()
    {
        using ModelBundle bundle = ModelBundle.Open(MemorySource.Create((TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights]))));
        Assert.Equal([2, -2, 1.5f, 16], Run(bundle));
        Assert.Equal("memory", bundle.Location);
    }

    [Fact]
    public void External_tensors_need_a_folder()
    {
        using ModelBundle bundle = ModelBundle.Open(MemorySource.Create(
            (TinyBundle.Graph, TinyOnnx.ScaleExternally(4, TinyBundle.Data)), (TinyBundle.Data, new byte[16])));
        Assert.Contains("folder", Assert.Throws<BundleException>(() => Run(bundle)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("unlisted.data")]
    public void A_graph_that_reads_unlisted_files_is_refused(string location)
    {
        File.WriteAllBytes(_folder.File("unlisted.data"), new byte[16]);
        WriteExternal(location);
        string message = Refused(() => Run(_folder.Path));
        Assert.Contains($"'{location}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_beyond_the_end_of_its_file_is_refused_in_one_line()
    {
        TinyBundle.Write(_folder.Path, (TinyBundle.Graph, TinyOnnx.ScaleExternally(4, TinyBundle.Data, offset: 1 << 20)), (TinyBundle.Data, new byte[16]));
        Assert.Contains(TinyBundle.Graph, Refused(() => Run(_folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_file_or_manifest_is_named()
    {
        Assert.Contains("nowhere", Refused(() => ModelBundle.Open(_folder.File("nowhere"))), StringComparison.Ordinal);
        Assert.Contains("'bundle.json'", Refused(() => ModelBundle.Open(_folder.Path)), StringComparison.Ordinal);
        TinyBundle.Write(_folder.Path, (TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        Assert.Contains("is a file", Refused(() => ModelBundle.Open(_folder.File(BundleManifest.FileName))), StringComparison.Ordinal);
        File.Delete(_folder.File(TinyBundle.Graph));
        Assert.Contains($"'{TinyBundle.Graph}'", Refused(() => Run(_folder.Path)), StringComparison.Ordinal);
        File.WriteAllBytes(_folder.File(TinyBundle.Graph), []);
        Assert.Contains(TinyBundle.Graph, Refused(() => Run(_folder.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_is_found_before_the_graph_is_loaded()
    {
        WriteExternal(TinyBundle.Data);
        byte[] data = File.ReadAllBytes(_folder.File(TinyBundle.Data));
        data[5] ^= 1;
        File.WriteAllBytes(_folder.File(TinyBundle.Data), data);
        string message = Refused(() => Run(_folder.Path));
        Assert.Contains(TinyBundle.Data, message, StringComparison.Ordinal);
        Assert.Matches("SHA-256 is [0-9a-f]{12}…, expected [0-9a-f]{12}…", message);
        using ModelBundle bundle = ModelBundle.Open(_folder.Path);
        Assert.Equal(message, Refused(() => bundle.VerifyAll(cancellationToken: TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Another_size_is_found_without_hashing()
    {
        WriteExternal(TinyBundle.Data);
        File.AppendAllText(_folder.File(TinyBundle.Graph), "x");
        Assert.Matches("has [0-9]+ bytes, expected [0-9]+", Refused(() => Run(_folder.Path)));
    }

    [Fact]
    public void Each_file_is_hashed_once()
    {
        MemorySource source = MemorySource.Create((TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        using ModelBundle bundle = ModelBundle.Open(source);
        bundle.VerifyAll(cancellationToken: TestContext.Current.CancellationToken);
        int opened = source.Opened;
        bundle.VerifyAll(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(opened, source.Opened);
    }

    [Fact]
    public void Verification_tells_how_far_it_is_and_can_be_cancelled()
    {
        byte[] large = new byte[3 * (1 << 20)];
        MemorySource source = MemorySource.Create((TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])), ("large.bin", large));
        using ModelBundle bundle = ModelBundle.Open(source);
        var reports = new List<BundleVerificationProgress>();
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => bundle.VerifyAll(
            new Immediate(p =>
            {
                reports.Add(p);
                if (p.File == "large.bin")
                {
                    cancellation.Cancel();
                }
            }),
            cancellation.Token));
        Assert.Equal(1 << 20, reports[^1].VerifiedBytes - reports.Last(r => r.File == TinyBundle.Graph).VerifiedBytes);
        bundle.VerifyAll(new Immediate(reports.Add), TestContext.Current.CancellationToken);
        Assert.Equal(reports[^1].TotalBytes, reports[^1].VerifiedBytes);
        Assert.True(reports[^1].TotalBytes > large.Length);
    }

    [Fact]
    public void An_unknown_stage_is_named_with_those_there_are()
    {
        TinyBundle.Write(_folder.Path, (TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        using ModelBundle bundle = ModelBundle.Open(_folder.Path);
        string message = Refused(() => bundle.LoadStage("geometry_flow", TestContext.Current.CancellationToken));
        Assert.Contains("'geometry_flow'", message, StringComparison.Ordinal);
        Assert.Contains($"'{TinyBundle.Stage}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_bundle_frees_its_source_and_is_of_no_use()
    {
        MemorySource source = MemorySource.Create((TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        ModelBundle bundle = ModelBundle.Open(source);
        bundle.Dispose();
        Assert.True(source.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => bundle.VerifyAll(cancellationToken: TestContext.Current.CancellationToken));
    }

    private static string Refused(Action action)
    {
        string message = Assert.Throws<BundleException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static float[] Run(string folder)
    {
        using ModelBundle bundle = ModelBundle.Open(folder);
        return Run(bundle);
    }

    private static float[] Run(ModelBundle bundle)
    {
        using GraphSession session = new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cpu }).Create(bundle, TinyBundle.Stage);
        return session.Run([new NamedTensor("x", new float[] { 1, 2, 3, 4 }, 4)])["y"].Values.ToArray();
    }

    private void WriteExternal(string location)
    {
        byte[] data = new byte[4 * TinyBundle.Weights.Count];
        Buffer.BlockCopy(TinyBundle.Weights.ToArray(), 0, data, 0, data.Length);
        TinyBundle.Write(_folder.Path, (TinyBundle.Graph, TinyOnnx.ScaleExternally(4, location)), (TinyBundle.Data, data));
    }

    private sealed class Immediate(Action<BundleVerificationProgress> report) : IProgress<BundleVerificationProgress>
    {
        public void Report(BundleVerificationProgress value) => report(value);
    }
}
