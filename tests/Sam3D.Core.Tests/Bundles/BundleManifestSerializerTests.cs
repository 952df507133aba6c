using System.Text;
using System.Text.Json.Nodes;
using Sam3D.Bundles;

namespace Sam3D.Core.Tests.Bundles;

public sealed class BundleManifestSerializerTests
{
    [Fact]
    public void What_is_written_reads_back_and_writes_the_same_bytes()
    {
        byte[] first = Write(TinyBundle.Manifest());
        BundleManifest read = BundleManifestSerializer.Read(first, "test");
        Assert.Equal(first, Write(read));
        Assert.Equal(TinyBundle.Manifest().Preprocessing.Image, read.Preprocessing.Image);
        Assert.Equal(TinyBundle.Manifest().Pose.Rotation6dMean, read.Pose.Rotation6dMean);
        Assert.Equal(TinyBundle.Manifest().Sampling, read.Sampling);
        Assert.Equal(TinyBundle.Manifest().Structure, read.Structure);
        Assert.Equal(TinyBundle.Manifest().Files, read.Files);
    }

    [Fact]
    public void Json_is_camel_case_with_named_values_and_unix_lines()
    {
        string json = Encoding.UTF8.GetString(Write(TinyBundle.Manifest()));
        Assert.Contains("\"format\": \"sam3d-bundle/1\"", json, StringComparison.Ordinal);
        Assert.Contains("\"fieldOfViewDegrees\": 49.1", json, StringComparison.Ordinal);
        Assert.Contains("\"transform\": \"crop_around_mask_with_padding\"", json, StringComparison.Ordinal);
        Assert.Contains("\"interpolation\": \"bicubic\"", json, StringComparison.Ordinal);
        Assert.Contains("\"pointMapNormalization\": \"objectCentricSsi\"", json, StringComparison.Ordinal);
        Assert.Contains("×, −, 漢", json, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', json);
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
    }

    [Fact]
    public void How_shapes_are_sampled_and_chosen_is_written_where_it_is_stated()
    {
        Assert.DoesNotContain("temperature", Encoding.UTF8.GetString(Write(TinyBundle.Manifest())), StringComparison.OrdinalIgnoreCase);
        SamplingSpec stated = TinyBundle.Manifest().Sampling with { Temperature = 0.5f, ShapeCandidates = 4 };
        byte[] json = Write(TinyBundle.Manifest() with { Sampling = stated });
        Assert.Equal(stated, BundleManifestSerializer.Read(json, "test").Sampling);
        string none = Encoding.UTF8.GetString(json).Replace("\"temperature\": 0.5", "\"temperature\": null", StringComparison.Ordinal);
        Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(none), "test"));
    }

    [Theory]
    [InlineData(GraphPrecision.Float32, null)]
    [InlineData(GraphPrecision.Float16, "fp16")]
    [InlineData(GraphPrecision.Int8, "int8")]
    public void A_stage_says_its_precision_where_it_is_not_float32(GraphPrecision precision, string? text)
    {
        BundleManifest manifest = WithPrecision(precision);
        byte[] json = Write(manifest);
        Assert.Equal(text, (string?)JsonNode.Parse(json)!["stages"]![TinyBundle.Stage]!["precision"]);
        Assert.Equal(precision, BundleManifestSerializer.Read(json, "test").Stages[TinyBundle.Stage].Precision);
    }

    [Theory]
    [InlineData("\"fp8\"")]
    [InlineData("1")]
    [InlineData("null")]
    public void An_unknown_precision_is_refused(string text)
    {
        string json = Encoding.UTF8.GetString(Write(WithPrecision(GraphPrecision.Float16))).Replace("\"fp16\"", text, StringComparison.Ordinal);
        BundleException error = Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(json), "test"));
        Assert.Contains("precision", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_precision_that_is_none_is_not_written()
    {
        string message = Assert.Throws<BundleException>(() => Write(WithPrecision((GraphPrecision)7))).Message;
        Assert.Contains($"stages.{TinyBundle.Stage}.precision is 7, expected fp32, fp16 or int8", message, StringComparison.Ordinal);
    }

    private static BundleManifest WithPrecision(GraphPrecision precision)
    {
        BundleManifest manifest = TinyBundle.Manifest();
        StageSpec stage = manifest.Stages[TinyBundle.Stage];
        return manifest with { Stages = new Dictionary<string, StageSpec> { [TinyBundle.Stage] = stage with { Precision = precision } } };
    }

    [Fact]
    public void The_order_of_stages_does_not_change_the_bytes()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        StageSpec stage = manifest.Stages[TinyBundle.Stage];
        BundleManifest one = manifest with { Stages = new Dictionary<string, StageSpec> { [TinyBundle.Stage] = stage, ["other"] = stage } };
        BundleManifest other = manifest with { Stages = new Dictionary<string, StageSpec> { ["other"] = stage, [TinyBundle.Stage] = stage } };
        Assert.Equal(Write(one), Write(other));
    }

    [Theory]
    [InlineData("maxVoxels")]
    [InlineData("sceneScale")]
    [InlineData("sceneShift")]
    [InlineData("joint")]
    [InlineData("dataFiles")]
    [InlineData("antialias")]
    [InlineData("steps")]
    [InlineData("licence")]
    public void A_member_that_is_left_out_is_named(string member)
    {
        var json = JsonNode.Parse(Write(TinyBundle.Manifest()))!;
        Assert.True(Remove(json, member));
        BundleException error = Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "test"));
        Assert.Contains(member, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_bundle_that_asks_for_refined_layouts_says_so()
    {
        BundleManifest plain = TinyBundle.Manifest(), asks = plain with { Pose = plain.Pose with { Refine = true } };
        Assert.DoesNotContain("refine\"", Encoding.UTF8.GetString(Write(plain)), StringComparison.Ordinal);
        Assert.False(BundleManifestSerializer.Read(Write(plain), "test").Pose.Refine);
        Assert.True(BundleManifestSerializer.Read(Write(asks), "test").Pose.Refine);
    }

    [Fact]
    public void A_byte_order_mark_is_accepted()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. Write(TinyBundle.Manifest())];
        Assert.Equal("tiny", BundleManifestSerializer.Read(json, "test").Name);
    }

    [Fact]
    public void A_stream_is_read_to_its_end_and_stays_open()
    {
        using var stream = new MemoryStream(Write(TinyBundle.Manifest()));
        Assert.Equal("tiny", BundleManifestSerializer.Read(stream, "test").Name);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Longer_text_than_the_limit_is_refused_without_reading_it_all()
    {
        using var endless = new EndlessStream();
        BundleException error = Assert.Throws<BundleException>(() => BundleManifestSerializer.Read(endless, "endless.json"));
        Assert.Contains("endless.json", error.Message, StringComparison.Ordinal);
        Assert.True(endless.ReadBytes < 2 * BundleLimits.ManifestBytes, $"{endless.ReadBytes} bytes were read.");
    }

    [Fact]
    public void Another_format_is_named_before_anything_else_is_complained_about()
    {
        BundleException error = Assert.Throws<BundleException>(() =>
            BundleManifestSerializer.Read("""{"format": "sam3d-bundle/9", "newMember": 1}"""u8, "b/bundle.json"));
        Assert.Contains("b/bundle.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("'sam3d-bundle/9'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'sam3d-bundle/1'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_violation_is_named_at_once_in_one_line()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        BundleManifest bad = manifest with
        {
            Name = "two\nlines",
            Camera = new CameraSpec(float.NaN),
            Sampling = manifest.Sampling with { Steps = 0, TimeScale = double.PositiveInfinity, Temperature = 3, ShapeCandidates = 65 },
            Structure = manifest.Structure with { Resolution = 1025, LatentResolution = -1 },
            Pose = manifest.Pose with { Rotation6dMean = [1, 2, 3], SceneShift = [0, float.NegativeInfinity, 0] },
            Latents = [new LatentSpec("shape", 1_000_001, 8), new LatentSpec("Shape", 1, 0)],
            Files = [.. manifest.Files, new BundleFile("../x", (64L << 30) + 1, "ABC")],
        };
        BundleException error = Assert.Throws<BundleException>(() => Write(bad));
        Assert.DoesNotContain('\n', error.Message);
        foreach (string part in new[]
                 {
                     "name is 'two lines'", "camera.fieldOfViewDegrees is NaN", "sampling.steps is 0, expected 1 to 1000", "sampling.timeScale",
                     "sampling.temperature is 3, expected 0 to 2", "sampling.shapeCandidates is 65, expected 1 to 64",
                     "structure.resolution is 1025", "structure.latentResolution is -1", "pose.rotation6dMean is a list of 3 numbers, expected 6",
                     "pose.sceneShift[1]", "latents[0].tokens is 1000001", "latents[1].channels is 0", "latents is a list with 'Shape' twice",
                     "files[1].name is '../x'", "files[1].size is 68719476737", "files[1].sha256 is 'ABC'",
                 })
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Guidance_that_ends_before_it_starts_is_refused()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        Assert.Contains("sampling.guidanceStart is 500, expected at most guidanceEnd, 0", Refusal(manifest with
        {
            Sampling = manifest.Sampling with { GuidanceStart = 500, GuidanceEnd = 0 },
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_no_preparation_makes_is_refused_instead_of_staying_zero()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        Assert.Contains("condition.encoders[0].inputs[1] is 'Image', expected one of image, ", Refusal(manifest with
        {
            Condition = manifest.Condition with { Encoders = [new ConditionEncoderSpec(TinyBundle.Stage, ["image", "Image"], 2)] },
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_that_would_take_gigabytes_is_refused()
    {
        BundleManifest manifest = TinyBundle.Manifest();
        Assert.Contains("structure.resolution is 1024", Refusal(manifest with
        {
            Structure = manifest.Structure with { Resolution = 1024 },
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_of_an_invalid_manifest()
    {
        using var stream = new MemoryStream();
        Assert.Throws<BundleException>(() => BundleManifestSerializer.Write(TinyBundle.Manifest() with { Origin = "" }, stream));
        Assert.Equal(0, stream.Length);
    }

    [Theory]
    [InlineData("scale.onnx", true)]
    [InlineData("ss_decoder-1.onnx.data", true)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("..", false)]
    [InlineData("a..b", false)]
    [InlineData(".hidden", false)]
    [InlineData("dot.", false)]
    [InlineData("/etc", false)]
    [InlineData("C:x", false)]
    [InlineData("bundle.json", false)]
    [InlineData("BUNDLE.JSON", false)]
    [InlineData("nul\0", false)]
    [InlineData("blank ", false)]
    public void File_names_are_plain(string name, bool valid) => Assert.Equal(valid, BundleManifestValidator.IsPlainFileName(name));

    private static string Refusal(BundleManifest manifest) => Assert.Throws<BundleException>(() => Write(manifest)).Message;

    private static byte[] Write(BundleManifest manifest)
    {
        using var stream = new MemoryStream();
        BundleManifestSerializer.Write(manifest, stream);
        return stream.ToArray();
    }

    private static bool Remove(JsonNode? node, string member) => node switch
    {
        JsonObject o => o.Remove(member) || o.Any(p => Remove(p.Value, member)),
        JsonArray a => a.Any(item => Remove(item, member)),
        _ => false,
    };

    private sealed class EndlessStream : Stream
    {
        public long ReadBytes { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            ReadBytes += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
