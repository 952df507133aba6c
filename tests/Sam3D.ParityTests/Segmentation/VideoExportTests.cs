using System.Numerics;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>The public export of SAM 2.0 for videos is recognised by the names of its inputs and outputs, and follows objects as a converted checkpoint does.</summary>
public sealed class VideoExportTests
{
    private static readonly RuntimeOptions Cpu = new() { Device = DevicePreference.Cpu, Threads = 1 };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>Two objects, each by one click, which the export answers as the official predictor does: with the best of three masks.</summary>
    [Theory]
    [InlineData("sam2_video_clicks", false)]
    [InlineData("sam2_video_absent", true)]
    public void Follows_as_the_converted_checkpoint(string name, bool isAbsentSometimes)
    {
        using WeightSet weights = Weights(name);
        using var folder = new TemporaryFolder();
        using OnnxVideoSegmenter theirs = OnnxVideoSegmenter.OpenFiles(Write(folder, weights), Cpu, None);
        using var bundle = new VideoBundle(SegmentationCase.Open(name), weights, VideoBundle.Frames, pointers: 16);
        Assert.Equal(PromptKinds.Points | PromptKinds.Boxes, theirs.SupportedPrompts);
        VideoModel expected = bundle.Segmenter.Model, actual = theirs.Model;
        Assert.Equal(expected.Spec, actual.Spec);
        var ours = new SecondFrameTracker(expected.Networks(None), expected.Spec);
        var exported = new SecondFrameTracker(actual.Networks(None), actual.Spec);
        var scores = new List<float>();
        foreach ((int number, RgbImage picture) in VideoBundle.Pictures(VideoBundle.Frames).Index())
        {
            ObjectPrompt[] prompts = number switch
            {
                0 => [Click(7, 79, 55, picture, expected.Spec)],
                2 => [Click(3, 40, 30, picture, expected.Spec)],
                _ => [],
            };
            IReadOnlyList<(int Id, TrackedFrame Frame)> a = ours.Next(number, expected.Encode(picture, null, None).Features, prompts);
            IReadOnlyList<(int Id, TrackedFrame Frame)> b = exported.Next(number, actual.Encode(picture, null, None).Features, prompts);
            Assert.Equal(a.Select(o => o.Id), b.Select(o => o.Id));
            foreach (((int id, TrackedFrame one), (_, TrackedFrame two)) in a.Zip(b))
            {
                Parity.Check(name, $"frame {number}, object {id}: mask", one.Mask, two.Mask, Parity.Solve);
                Parity.Check(name, $"frame {number}, object {id}: pointer", one.Pointer, two.Pointer, Parity.Solve);
                Assert.Equal(one.Score > 0, two.Score > 0);
                scores.Add(two.Score);
            }
        }

        Assert.Equal(7 + 5, scores.Count);
        Assert.Contains(scores, s => s > 0);
        Assert.Equal(isAbsentSometimes, scores.Exists(s => s <= 0));
    }

    [Fact]
    public async Task Boxes_and_several_clicks_are_followed_too()
    {
        using WeightSet weights = Weights("sam2_video_clicks");
        using var folder = new TemporaryFolder();
        using OnnxVideoSegmenter segmenter = OnnxVideoSegmenter.OpenFiles(Write(folder, weights), Cpu, None);
        IReadOnlyList<RgbImage> pictures = VideoBundle.Pictures(VideoBundle.Frames);
        VideoPrompt[] prompts =
        [
            new(0, 1, new SegmentationPrompt { Boxes = [new BoxPrompt(new Vector2(40, 30), new Vector2(120, 90))], Points = [new PointPrompt(new Vector2(79, 55))] }),
            new(2, 1, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(60, 40))] }),
        ];
        int frames = 0;
        await foreach (VideoMasks masks in segmenter.TrackAsync(VideoFrames.FromCallback(i => i < 4 ? pictures[i] : null, None), prompts, None))
        {
            Assert.True(Assert.Single(masks.Objects).Mask.Count > 0);
            frames++;
        }

        Assert.Equal(4, frames);
        var mask = new VideoPrompt(0, 1, new SegmentationPrompt { Mask = new Mask(4, 4, Enumerable.Repeat(byte.MaxValue, 16).ToArray()) });
        PromptException refused = await Assert.ThrowsAsync<PromptException>(async () =>
        {
            await foreach (VideoMasks _ in segmenter.TrackAsync(VideoFrames.FromCallback(i => null, None), [mask], None))
            {
            }
        });
        Assert.Contains("understands Points, Boxes", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input_image", "vision_features")]
    [InlineData("masks_enable", "sparse_embeddings")]
    [InlineData("sparse_prompt_embeddings", "masks")]
    [InlineData("memory_pos_1", "pix_feat")]
    [InlineData("x", "x_out")]
    public void The_export_for_ailia_is_named_and_refused(string input, string output)
    {
        using WeightSet weights = Weights("sam2_video_clicks");
        using var folder = new TemporaryFolder();
        string file = PublicVideoExport.WriteNamed(folder.File("part.onnx"), weights, input, output);
        string message = Assert.Throws<BundleException>(() => OnnxVideoSegmenter.OpenFiles([file], Cpu, None)).Message;
        Assert.Contains("is of the export of SAM 2 for ailia", message, StringComparison.Ordinal);
        Assert.Contains("sam3d convert", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Other_files_are_refused_by_what_is_missing()
    {
        using WeightSet weights = Weights("sam2_video_clicks");
        using var folder = new TemporaryFolder();
        string[] files = Write(folder, weights);
        string other = PublicVideoExport.WriteNamed(folder.File("other.onnx"), weights, "a", "b");
        string Refused(params string[] given)
        {
            string message = Assert.Throws<BundleException>(() => OnnxVideoSegmenter.OpenFiles(given, Cpu, None)).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }

        Assert.Contains("hold no memory_encoder of a video export that is known (inputs 'mask_for_mem', 'pix_feat'", Refused(files[1..]), StringComparison.Ordinal);
        Assert.Contains("hold 2 image_decoder", Refused([.. files, files[3]]), StringComparison.Ordinal);
        Assert.Contains("hold no image_encoder", Refused(other), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(folder.File("missing.onnx")), StringComparison.Ordinal);
        using OnnxVideoSegmenter withMore = OnnxVideoSegmenter.OpenFiles([.. files, other], Cpu, None);
        Assert.Throws<ArgumentException>(() => OnnxVideoSegmenter.OpenFiles([], Cpu, None));
    }

    /// <summary>The weights of a case without what only SAM 2.1 has.</summary>
    private static WeightSet Weights(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        var weights = new WeightSet(fixture);
        VideoCase.Override(fixture, weights);
        return weights.Without("no_obj_embed_spatial", "obj_ptr_tpos_proj.weight", "obj_ptr_tpos_proj.bias");
    }

    private static string[] Write(TemporaryFolder folder, WeightSet weights)
    {
        FixtureCase frames = VideoBundle.Frames;
        HieraConfig hiera = SegmentationCase.Hiera(frames, weights);
        MemoryConfig memory = MemoryConfigs.Read(new SamShapes(weights, frames.Name), hiera.ImageSize / 16);
        Assert.False(memory.TimedPointers || memory.MarksAbsence);
        return new PublicVideoExport(hiera, SegmentationCase.Sam2Decoder(frames, weights), memory).Write(folder.Path, weights);
    }

    private static ObjectPrompt Click(int id, float x, float y, RgbImage picture, TrackerSpec spec) =>
        new(id, new ClickList([x * spec.ImageSize / picture.Width, y * spec.ImageSize / picture.Height], [1]), null, Adds: true);
}
