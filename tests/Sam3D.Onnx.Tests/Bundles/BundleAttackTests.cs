using System.Text;
using Sam3D.Bundles;

namespace Sam3D.Onnx.Tests.Bundles;

/// <summary>Hostile bundles: every one is refused with one line, nothing else happens.</summary>
public sealed class BundleAttackTests
{
    private static readonly byte[] Graph = TinyOnnx.Scale([.. TinyBundle.Weights]);

    private static string Folder => Path.Combine(Repository.Root, "tests", "attacks", "bundles");

    public static TheoryData<string, string> Manifests()
    {
        var data = new TheoryData<string, string>();
        foreach (string[] row in File.ReadLines(Path.Combine(Folder, "expected.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            data.Add(row[0], row[1]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void A_hostile_manifest_is_refused(string file, string part)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File(TinyBundle.Graph), Graph);
        File.Copy(Path.Combine(Folder, file), folder.File(BundleManifest.FileName));
        string message = Assert.Throws<BundleException>(() => ModelBundle.Open(folder.Path)).Message;
        TestContext.Current.TestOutputHelper!.WriteLine(message);
        Assert.Contains(BundleManifest.FileName, message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.DoesNotMatch("[\\p{Cc}\u2028\u2029]", message);
        Assert.True(message.Length < 1500, $"{message.Length} characters");
    }

    [Fact]
    public void Every_hostile_manifest_has_its_expectation() => Assert.Equal(
        Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Manifests().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] manifest = Manifest();
        int last = Array.LastIndexOf(manifest, (byte)'}');
        for (int length = 0; length <= last; length++)
        {
            Assert.False(IsAccepted(manifest[..length]), $"{length} bytes");
        }
    }

    [Fact]
    public void Random_mutations_are_refused_or_harmless()
    {
        byte[] manifest = Manifest();
        byte[][] words = [.. new[] { "null", "-1", "1e999", "99999999999999999999", "[]", "{}", "\"..\"", "\"\\u0000\"", "true", ",", "\"", "\"transform\":" }
            .Select(Encoding.UTF8.GetBytes)];
        var random = new Random(20_240_607);
        int accepted = 0;
        for (int i = 0; i < 10_000; i++)
        {
            List<byte> mutated = [.. manifest];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                int at = random.Next(mutated.Count), count = random.Next(1, Math.Min(40, mutated.Count - at + 1));
                switch (random.Next(5))
                {
                    case 0: mutated[at] = (byte)random.Next(256); break;
                    case 1: mutated[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: mutated.RemoveRange(at, Math.Min(count, mutated.Count - at)); break;
                    case 3: mutated.InsertRange(at, mutated.GetRange(at, Math.Min(count, mutated.Count - at))); break;
                    default: mutated.InsertRange(at, words[random.Next(words.Length)]); break;
                }
            }

            accepted += IsAccepted([.. mutated]) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{accepted} of 10,000 mutations keep the format.");
        Assert.InRange(accepted, 1, 5_000);
    }

    [Fact]
    public void A_manifest_of_entries_without_end_gives_a_short_message()
    {
        string json = Encoding.UTF8.GetString(Manifest()).Replace("\"latents\": [", "\"latents\": [" + string.Concat(Enumerable.Repeat("null,", 500_000)), StringComparison.Ordinal);
        string message = Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(json), "test")).Message;
        Assert.InRange(message.Length, 100, 20_000);
    }

    [Fact]
    public void A_pipe_instead_of_a_file_does_not_hang()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        using var folder = new TemporaryFolder();
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start("mkfifo", folder.File(BundleManifest.FileName));
        process.WaitForExit();
        Assert.Contains("no regular file", Assert.Throws<BundleException>(() => ModelBundle.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_a_device_is_refused_and_a_link_to_the_file_works()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var folder = new TemporaryFolder();
        using var target = new TemporaryFolder();
        TinyBundle.Write(target.Path, (TinyBundle.Graph, Graph));
        File.CreateSymbolicLink(folder.File(BundleManifest.FileName), target.File(BundleManifest.FileName));
        File.CreateSymbolicLink(folder.File(TinyBundle.Graph), target.File(TinyBundle.Graph));
        using (ModelBundle bundle = ModelBundle.Open(folder.Path))
        {
            bundle.VerifyAll(cancellationToken: TestContext.Current.CancellationToken);
        }

        File.Delete(folder.File(BundleManifest.FileName));
        File.CreateSymbolicLink(folder.File(BundleManifest.FileName), "/dev/zero");
        Assert.Throws<BundleException>(() => ModelBundle.Open(folder.Path));
    }

    private static byte[] Manifest()
    {
        using var stream = new MemoryStream();
        BundleManifestSerializer.Write(TinyBundle.Manifest((TinyBundle.Graph, Graph)), stream);
        return stream.ToArray();
    }

    /// <summary>Opens a bundle with a manifest as far as a session would; anything but a bundle error fails the test.</summary>
    private static bool IsAccepted(byte[] manifest)
    {
        try
        {
            using ModelBundle bundle = ModelBundle.Open(new MemorySource(new Dictionary<string, byte[]>
            {
                [BundleManifest.FileName] = manifest,
                [TinyBundle.Graph] = Graph,
            }));
            bundle.VerifyAll();
            foreach (string stage in bundle.Manifest.Stages.Keys)
            {
                bundle.LoadStage(stage, CancellationToken.None);
            }

            return true;
        }
        catch (BundleException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            return false;
        }
    }
}
