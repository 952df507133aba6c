using System.Runtime.InteropServices;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>The weights of a case as an official checkpoint file, converted and opened for videos: the whole path that users take.</summary>
internal sealed class VideoBundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public VideoBundle(FixtureCase fixture, WeightSet weights, FixtureCase sizes, int? pointers = null)
    {
        string file = Path.Combine(_folder.Path, "sam2.pt");
        File.WriteAllBytes(file, PyTorchWriter.Build(
            [.. weights.Tensors.Values.Select(t => (t, MemoryMarshal.AsBytes<float>(weights.ReadSingle(t.Name)).ToArray()))], under: "model"));
        Folder = Path.Combine(_folder.Path, "bundle");
        SegmentationManifest manifest = SegmentationConverter.Convert(
            file, Folder, null, new SegmentationSizes { Hiera = SegmentationCase.Hiera(sizes, weights) }, null, TestContext.Current.CancellationToken);

        // The cases attend to fewer pointers than the release.
        manifest = manifest with { Tracking = manifest.Tracking! with { Pointers = pointers ?? sizes.Int("max_obj_ptrs") } };
        using (FileStream stream = File.Create(Path.Combine(Folder, BundleManifest.FileName)))
        {
            BundleManifestSerializer.Write(manifest, stream);
        }

        Segmenter = OnnxVideoSegmenter.Open(Folder, new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 1 }, TestContext.Current.CancellationToken);
    }

    /// <summary>The bundle.</summary>
    public string Folder { get; }

    public OnnxVideoSegmenter Segmenter { get; }

    /// <summary>The bundle of the recorded frames.</summary>
    public static VideoBundle OfFrames(FixtureCase fixture)
    {
        using var weights = new WeightSet(fixture);
        VideoCase.Override(fixture, weights);
        return new VideoBundle(fixture, weights, Frames);
    }

    /// <summary>The recorded frames.</summary>
    public static FixtureCase Frames => SegmentationCase.Open("sam2_video_frames");

    /// <summary>The recorded pictures.</summary>
    public static IReadOnlyList<RgbImage> Pictures(FixtureCase frames)
    {
        Tensor all = frames["frames_u8"];
        (int height, int width) = (all.Shape[1], all.Shape[2]);
        return [.. all.Values.Chunk(3 * height * width).Select(p => new RgbImage(width, height, Array.ConvertAll(p, v => (byte)v)))];
    }

    public void Dispose()
    {
        Segmenter.Dispose();
        _folder.Dispose();
    }
}
