using System.Text.Json;
using Sam3D.Imaging;
using Sam3D.Networks;
using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>Plays the steps of a recorded video on the tracker and compares all that was recorded.</summary>
internal sealed class VideoCase : IDisposable
{
    private readonly FixtureCase _fixture, _frames;
    private readonly RecordedNetworks _networks;
    private readonly TrackerSpec _spec;
    private readonly VideoTracker _tracker;
    private readonly int _width, _height, _memoryWidth;
    private readonly HashSet<string> _checked = [];
    private readonly bool _callByCall;
    private string _phase = "";

    private VideoCase(FixtureCase fixture, RecordedNetworks networks, TrackerSpec spec, int memoryWidth, bool callByCall)
    {
        (_fixture, _networks, _spec, _memoryWidth, _callByCall) = (fixture, networks, spec, memoryWidth, callByCall);
        _frames = SegmentationCase.Open(Path.GetFileName(fixture.Json.GetProperty("frames_file").GetString()!).Split('.')[0]);
        _tracker = new VideoTracker(networks, spec);
        int[] size = [.. fixture.Json.GetProperty("video_size_hw").EnumerateArray().Select(e => e.GetInt32())];
        (_height, _width) = (size[0], size[1]);
    }

    /// <summary>Replaces the weights that a case replaces.</summary>
    public static void Override(FixtureCase fixture, WeightSet weights)
    {
        foreach (string tensor in fixture.TensorNames.Where(t => t.StartsWith("override.", StringComparison.Ordinal)))
        {
            weights.Replace(tensor["override.".Length..], fixture[tensor].Values, SegmentationCase.Long(fixture[tensor].Shape));
        }
    }

    /// <param name="fixture">The case.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="networks">The networks; <see langword="null"/> for those of the weights.</param>
    /// <param name="callByCall">Whether each frame attends to what was recorded, so that each call is compared by itself, not with the errors of the frames before.</param>
    public static VideoCase Open(FixtureCase fixture, WeightSet weights, TrackerNetworks? networks = null, bool callByCall = false)
    {
        SamDecoderConfig decoder = SegmentationCase.Sam2Decoder(fixture, weights);
        MemoryConfig memory = SegmentationCase.Memory(fixture, weights);
        JsonElement settings = fixture.Json.GetProperty("base_kwargs");
        int Int(string name, int otherwise) => settings.TryGetProperty(name, out JsonElement e) ? e.GetInt32() : otherwise;
        bool Flag(string name) => settings.TryGetProperty(name, out JsonElement e) && e.GetBoolean();
        JsonElement stability = settings.GetProperty("sam_mask_decoder_extra_args");
        Assert.Equal(Int("num_maskmem", 0), memory.Memories);
        return new VideoCase(fixture, new RecordedNetworks(networks ?? new TrackerRun(weights, decoder, memory), weights), new TrackerSpec
        {
            Width = memory.Width,
            Grid = memory.Grid,
            ImageSize = decoder.ImageSize,
            Memories = memory.Memories,
            Pointers = Int("max_obj_ptrs_in_encoder", 16),
            Stride = Int("memory_temporal_stride_for_eval", 1),
            MaxPromptedFrames = Int("max_cond_frames_in_attn", -1),
            HoleArea = Int("fill_hole_area", 0),
            KeepsCorrections = Flag("add_all_frames_to_correct_as_cond"),
            SeparatesObjects = Flag("non_overlap_masks"),
            FrameCount = fixture.Json.GetProperty("num_frames").GetInt32(),
            StabilityDelta = stability.GetProperty("dynamic_multimask_stability_delta").GetSingle(),
            LeastStability = stability.GetProperty("dynamic_multimask_stability_thresh").GetSingle(),
            RoundsMemories = !fixture.Name.EndsWith("_f32mem", StringComparison.Ordinal),
        }, memory.MemoryWidth, callByCall);
    }

    private void Play(JsonElement step)
    {
        _phase = step.GetProperty("phase").GetString()!;
        string operation = step.GetProperty("op").GetString()!;
        if (operation.StartsWith("propagate", StringComparison.Ordinal))
        {
            Propagate(step);
            return;
        }

        int number = step.GetProperty("frame").GetInt32(), id = step.GetProperty("obj_id").GetInt32();
        Give(Enumerable.Range(0, _tracker.Objects.Count).Where(i => _tracker.Objects[i].Id == id), number);
        TrackedFrame found = operation.StartsWith("add_new_mask", StringComparison.Ordinal) ? Mark(id, number, step) : Click(id, number, step);
        int index = _tracker.Objects.Index().First(o => o.Item.Id == id).Index;
        string key = $"{_phase}.obj{index}.f{number}";
        if (_networks.Attended.TryDequeue(out (float[] Memory, float[] Embedding) attended))
        {
            CheckAttended(key, attended);
        }

        CheckDecoded(key, _networks.Decoded.Dequeue(), found, isMask: operation.StartsWith("add_new_mask", StringComparison.Ordinal));
        Check($"{key}.pred_masks_stored", found.Mask);
        IReadOnlyList<float[]> large = _tracker.Enlarge(_tracker.Objects.Select(o => o.Latest(number)?.Mask), _width, _height);
        for (int i = 0; i < large.Count; i++)
        {
            Check($"{_phase}.obj{i}.f{number}.prompt_video_mask_logits", large[i]);
        }
    }

    private void CheckEnd()
    {
        foreach ((int i, ObjectTrack track) in _tracker.Objects.Index())
        {
            foreach ((string kind, IEnumerable<KeyValuePair<int, TrackedFrame>> frames) in new[] { ("cond", track.Bank.Prompted.AsEnumerable()), ("noncond", track.Bank.Tracked) })
            {
                foreach ((int number, TrackedFrame frame) in frames)
                {
                    CheckMemory($"{_phase}.end.obj{i}.f{number}.{kind}.maskmem_features_as_stored", Channels(frame.Memory!));
                }
            }
        }
    }

    /// <summary>Plays all steps and checks that all that was recorded was compared.</summary>
    public void PlayAll()
    {
        foreach (JsonElement step in _fixture.Json.GetProperty("steps").EnumerateArray())
        {
            Play(step);
        }

        CheckEnd();
        Assert.Empty(Unchecked());
    }

    /// <summary>What was recorded and not compared, apart from inputs and sums.</summary>
    private IEnumerable<string> Unchecked() => _fixture.TensorNames.Where(t => !_checked.Contains(t) && !t.Contains(".in.", StringComparison.Ordinal)
        && !t.StartsWith("override.", StringComparison.Ordinal) && t != "maskmem_pos_enc"
        && !t.EndsWith("min_mean_max", StringComparison.Ordinal) && !t.EndsWith(".memory_pos", StringComparison.Ordinal)
        && !t.EndsWith(".mask_inputs", StringComparison.Ordinal) && !t.EndsWith(".backbone_features", StringComparison.Ordinal));

    public void Dispose() => _networks.Dispose();

    private double Limit => _callByCall ? Parity.SingleCall : Parity.Solve;

    private FrameFeatures Frame(int number) => _networks.Frame(_frames, number);

    private TrackedFrame Click(int id, int number, JsonElement step)
    {
        List<float> coordinates = [], labels = [];
        if (step.TryGetProperty("box", out JsonElement box) && box.ValueKind == JsonValueKind.Array)
        {
            coordinates.AddRange(box.EnumerateArray().Select(e => e.GetSingle()));
            labels.AddRange([2, 3]);
        }

        if (step.TryGetProperty("points", out JsonElement points))
        {
            coordinates.AddRange(points.EnumerateArray().SelectMany(p => p.EnumerateArray()).Select(e => e.GetSingle()));
            labels.AddRange(step.GetProperty("labels").EnumerateArray().Select(e => e.GetSingle()));
        }

        bool keeps = step.TryGetProperty("clear_old_points", out JsonElement clear) && !clear.GetBoolean();
        var clicks = new ClickList([.. coordinates.Select((v, i) => v / (i % 2 == 0 ? _width : _height) * _spec.ImageSize)], labels);
        return _tracker.Click(id, number, Frame(number), clicks, keeps);
    }

    private TrackedFrame Mark(int id, int number, JsonElement step)
    {
        Tensor given = _fixture[step.GetProperty("mask").GetString()!];
        float[] soft = PictureResampler.Resize(
            given.Values, 1, given.Shape[0], given.Shape[1], _spec.ImageSize, _spec.ImageSize, Interpolation.Bilinear, antialias: true);
        float[] mask = [.. soft.Select(v => v >= 0.5f ? 1f : 0f)];
        Check($"{_phase}.model_mask", mask);
        return _tracker.Mark(id, number, Frame(number), mask);
    }

    private void Propagate(JsonElement step)
    {
        // The official code numbers these memories in the order in which they are made; their names tell object and frame by that order.
        var settled = _tracker.Objects.SelectMany(o => o.NewCorrections.Keys.Concat(o.NewPrompted.Keys)).ToList();
        _tracker.Settle(Frame);
        foreach (int number in settled)
        {
            string name = _fixture.TensorNames.Where(t => t.StartsWith($"{_phase}.preflight", StringComparison.Ordinal) && t.EndsWith($".f{number}.mem.features_f32", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).First(t => !_checked.Contains(t));
            Check(name, Channels(_networks.Remembered.Dequeue()));
        }

        int Optional(string property, int otherwise) => step.TryGetProperty(property, out JsonElement e) && e.ValueKind == JsonValueKind.Number ? e.GetInt32() : otherwise;
        int last = _spec.FrameCount!.Value - 1, start = Optional("start_frame_idx", _tracker.Objects.SelectMany(o => o.Bank.Prompted.Keys).Min());
        int count = Optional("max_frame_num_to_track", last + 1);
        bool reverse = step.TryGetProperty("reverse", out JsonElement r) && r.GetBoolean();
        int end = reverse ? Math.Max(start - count, 0) : Math.Min(start + count, last);
        for (int number = start; reverse ? number >= end : number <= end; number += reverse ? -1 : 1)
        {
            Follow(number, reverse);
        }
    }

    private void Follow(int number, bool reverse)
    {
        Give(_tracker.Objects.Where(t => t.Bank.Prompted.Count > 0).Index().Where(t => !t.Item.Bank.Prompted.ContainsKey(number)).Select(t => t.Index), number);
        var results = _tracker.Track(number, Frame(number), reverse);
        foreach ((int i, (ObjectTrack track, TrackedFrame found)) in results.Index())
        {
            string key = $"{_phase}.obj{i}.f{number}";
            if (!track.Bank.Prompted.ContainsKey(number))
            {
                CheckAttended(key, _networks.Attended.Dequeue());
                CheckDecoded(key, _networks.Decoded.Dequeue(), found, isMask: false);
                Check($"{key}.mem.features_f32", Channels(_networks.Remembered.Dequeue()));
                Check($"{key}.pred_masks_stored", found.Mask);
            }
        }

        IReadOnlyList<float[]> large = _tracker.Enlarge(results.Select(x => x.Frame.Mask), _width, _height);
        for (int i = 0; i < large.Count; i++)
        {
            string key = $"{_phase}.obj{i}.f{number}.";
            CheckLarge(key + "video_mask_logits", large[i], results[i].Frame.Mask, [.. results.Where((_, k) => k != i).Select(r => r.Frame.Mask)]);
            CheckSigns(key + "video_mask_positive_bits", large[i], results[i].Frame.Mask, [.. results.Where((_, k) => k != i).Select(r => r.Frame.Mask)]);
        }
    }

    /// <summary>Lets the next calls attend to what was recorded.</summary>
    private void Give(IEnumerable<int> objects, int number)
    {
        foreach (string key in objects.Select(i => $"{_phase}.obj{i}.f{number}.memory").Where(k => _callByCall && _fixture.Has(k)))
        {
            _networks.Given.Enqueue(_fixture[key].Values);
        }
    }

    private void CheckAttended(string key, (float[] Memory, float[] Embedding) attended)
    {
        CheckMemory($"{key}.memory", attended.Memory);
        int c = _spec.Width, n = _spec.Grid * _spec.Grid;
        Check($"{key}.pix_feat_with_mem_seq", [.. Enumerable.Range(0, n * c).Select(i => attended.Embedding[(i % c * n) + (i / c)])]);
    }

    private void CheckDecoded(string key, DecodedMasks decoded, TrackedFrame found, bool isMask)
    {
        key += ".sam0.";
        int pixels = decoded.Logits.Length / decoded.Qualities.Length;
        Check(key + "object_score_logits", [decoded.Score]);
        if (_fixture.Has(key + "low_res_multimasks"))
        {
            Check(key + "low_res_multimasks", decoded.Score > 0 ? decoded.Logits[pixels..] : [.. Enumerable.Repeat(-1024f, 3 * pixels)]);
        }

        if (_fixture.Has(key + "ious"))
        {
            // A mask that the user gave is its own result; what the decoder makes of it is recorded all the same.
            float[] expected = _fixture[key + "ious"].Values;
            Check(key + "ious", expected.Length == 1 ? [isMask ? Single(decoded).Quality : found.Quality] : decoded.Qualities[1..]);
        }

        Check(key + "obj_ptr", found.Pointer);
        float[] mask = isMask ? Single(decoded).Mask : Chosen(decoded, found);
        Check(key + "low_res_masks", mask);
    }

    /// <summary>The single mask by the rule of stability.</summary>
    private (float[] Mask, float Quality) Single(DecodedMasks decoded)
    {
        int best = Masks.MaskScores.Choose(decoded.Logits, decoded.Qualities, _spec.StabilityDelta, _spec.LeastStability), pixels = decoded.Logits.Length / decoded.Qualities.Length;
        return (decoded.Score > 0 ? decoded.Logits[(best * pixels)..((best + 1) * pixels)] : [.. Enumerable.Repeat(-1024f, pixels)], decoded.Qualities[best]);
    }

    /// <summary>The mask that was taken, before its holes were filled.</summary>
    private static float[] Chosen(DecodedMasks decoded, TrackedFrame found)
    {
        int pixels = found.Mask.Length, best = Array.IndexOf(decoded.Qualities, found.Quality);
        return decoded.Score > 0 ? decoded.Logits[(best * pixels)..((best + 1) * pixels)] : [.. Enumerable.Repeat(-1024f, pixels)];
    }

    /// <summary>[G², M] to [M, G²].</summary>
    private float[] Channels(float[] memory)
    {
        int m = _memoryWidth, n = memory.Length / m;
        return [.. Enumerable.Range(0, memory.Length).Select(i => memory[(i % n * m) + (i / n)])];
    }

    private void Check(string name, float[] actual)
    {
        if (_fixture.Has(name))
        {
            _checked.Add(name);
            Parity.Check(_fixture, name, actual, Limit);
        }
    }

    /// <summary>
    /// Logits at the size of the video. Where objects may not overlap, a pixel that two of them claim with equal logits, such as those of filled holes, goes to either, by the last bit.
    /// </summary>
    private void CheckLarge(string name, float[] actual, float[] own, IReadOnlyList<float[]> others)
    {
        if (!_fixture.Has(name))
        {
            return;
        }

        _checked.Add(name);
        float[] expected = [.. _fixture[name].Values];
        bool[] ties = Ties(own, others);
        int moved = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (ties[i] && Math.Abs(expected[i] - actual[i]) > Parity.Solve)
            {
                (expected[i], moved) = (actual[i], moved + 1);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{_fixture.Name} {name}: {moved} pixels of equal logits go to the other object");
        Parity.Check(_fixture.Name, name, expected, actual, Limit);
        Assert.InRange(moved, 0, expected.Length / 1000);
    }

    /// <summary>Where another object has the same logit but for the last bits, and objects may not overlap.</summary>
    private bool[] Ties(float[] own, IReadOnlyList<float[]> others)
    {
        float[] mine = Enlarged(own);
        bool[] ties = new bool[mine.Length];
        foreach (float[] other in _spec.SeparatesObjects ? others.Select(Enlarged) : [])
        {
            for (int i = 0; i < ties.Length; i++)
            {
                ties[i] |= Math.Abs(mine[i] - other[i]) <= 1e-5f * Math.Max(1, Math.Abs(mine[i]));
            }
        }

        return ties;
    }

    private float[] Enlarged(float[] mask) =>
        PictureResampler.Resize(mask, 1, _spec.LowSide, _spec.LowSide, _height, _width, Interpolation.Bilinear, antialias: false);

    /// <summary>Memories that are rounded may differ by one unit of bfloat16, where the values before lie at a border.</summary>
    private void CheckMemory(string name, float[] actual)
    {
        if (!_spec.RoundsMemories)
        {
            Check(name, actual);
            return;
        }

        if (_fixture.Has(name))
        {
            _checked.Add(name);
            MemoryParity.Check(_fixture, name, actual, isStrict: _callByCall);
        }
    }

    private void CheckSigns(string name, float[] logits, float[] own, IReadOnlyList<float[]> others)
    {
        if (_fixture.Has(name))
        {
            _checked.Add(name);
            float[] expected = _fixture[name].Values;
            bool[] ties = Ties(own, others);
            int wrong = logits.Where((v, i) => v > 0 != expected[i] > 0 && Math.Abs(v) > Parity.Solve && !ties[i]).Count();
            TestContext.Current.TestOutputHelper!.WriteLine($"{_fixture.Name} {name}: {wrong} pixels differ (limit 0)");
            Assert.True(wrong == 0, $"{_fixture.Name} {name}: {wrong} pixels differ.");
        }
    }
}
