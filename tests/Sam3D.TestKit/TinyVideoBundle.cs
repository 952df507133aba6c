using System.Runtime.InteropServices;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.TestKit;

/// <summary>A bundle of SAM 2 at the size of the reference cases, converted as users do it.</summary>
public static class TinyVideoBundle
{
    /// <summary>Writes the checkpoint file and converts it.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <returns>The bundle's folder.</returns>
    public static string Write(string folder)
    {
        string cases = Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation);
        SafetensorsFile[] files =
        [
            .. ((string[])["sam2_image_encoder", "sam2_sam_heads", "sam2_memory"]).Select(n => SafetensorsFile.Open(Path.Combine(cases, n + ".weights.safetensors"))),
        ];
        string file = Path.Combine(folder, "sam2.pt"), bundle = Path.Combine(folder, "bundle");
        try
        {
            File.WriteAllBytes(file, PyTorchWriter.Build(
                [.. files.SelectMany(f => f.Tensors.Values.Select(t => (t, MemoryMarshal.AsBytes<float>(f.ReadSingle(t.Name)).ToArray())))], under: "model"));
        }
        finally
        {
            foreach (SafetensorsFile weights in files)
            {
                weights.Dispose();
            }
        }

        SegmentationConverter.Convert(file, bundle, null, new SegmentationSizes { Hiera = Hiera(FixtureCase.Open(cases, "sam2_video_frames")) }, null, CancellationToken.None);
        return bundle;
    }

    /// <summary>The image encoder of a case.</summary>
    public static HieraConfig Hiera(FixtureCase fixture)
    {
        int[] List(string name) => [.. fixture.Setting(name).EnumerateArray().Select(e => e.GetInt32())];
        return new HieraConfig
        {
            ImageSize = fixture.Int("image_size"),
            EmbedDim = fixture.Int("embed_dim"),
            NumHeads = fixture.Json.GetProperty("architecture").GetProperty("hiera").GetProperty("num_heads_first_stage").GetInt32(),
            Stages = List("stages"),
            Windows = List("window_spec"),
            GlobalBlocks = List("global_att_blocks"),
            BackgroundGrid = List("bkg")[0],
            OutChannels = fixture.Int("d_model"),
        };
    }
}
