using System.Text.Json;
using Sam3D.Imaging;
using Sam3D.Networks;
using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>Plays the steps of a recorded video of SAM 3's tracker and compares all that was recorded, the objects of a group as a batch.</summary>
internal sealed class GroupCase : IDisposable
{
    private readonly FixtureCase _fixture, _frames;
    private readonly RecordedNetworks _networks;
    private readonly TrackerSpec _spec;
    private readonly TrackGroup _group;
    private readonly int _width, _height, _memoryWidth;
    private readonly HashSet<string> _checked = [];

    // The frames that were drawn on since the last propagation, by object: ±1024 at the size of the video.
    private readonly Dictionary<(int Id, int Frame), float[]> _drawn = [];

    // Errors of memories before they were rounded, by frame.
    private readonly Dictionary<int, float> _errors = [];
    private readonly bool _callByCall;
    private string _phase = "";

    private GroupCase(FixtureCase fixture, RecordedNetworks networks, TrackerSpec spec, int memoryWidth, bool callByCall)
    {
        (_fixture, _networks, _spec, _memoryWidth, _callByCall) = (fixture, networks, spec, memoryWidth, callByCall);
        _frames = SegmentationCase.Open(fixture.Json.GetProperty("features_file").GetString()!.Split('.')[0]);
        int[] size = [.. fixture.Json.GetProperty("video_size_hw").EnumerateArray().Select(e => e.GetInt32())];
        (_height, _width) = (size[0], size[1]);
        _group = new TrackGroup(networks, spec, _width, _height);
    }

    /// <param name="fixture">The case.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="networks">The networks; <see langword="null"/> for those of the weights.</param>
    /// <param name="callByCall">Whether each frame attends to what was recorded, so that each call is compared by itself, not with the errors of the frames before.</param>
    public static GroupCase Open(FixtureCase fixture, WeightSet weights, TrackerNetworks? networks = null, bool callByCall = false)
    {
        SamDecoderConfig decoder = SegmentationCase.Sam3Decoder(fixture, weights);
        MemoryConfig memory = SegmentationCase.Sam3Memory(fixture, weights);
        JsonElement settings = fixture.Json.GetProperty("kwargs"), stability = settings.GetProperty("sam_mask_decoder_extra_args");
        return new GroupCase(fixture, new RecordedNetworks(networks ?? new TrackerRun(weights, decoder, memory), weights), new TrackerSpec
        {
            Width = memory.Width,
            Grid = memory.Grid,
            ImageSize = decoder.ImageSize,
            Memories = memory.Memories,
            Pointers = settings.GetProperty("max_obj_ptrs_in_encoder").GetInt32(),
            MaxPromptedFrames = settings.GetProperty("max_cond_frames_in_attn").GetInt32(),
            HoleArea = settings.GetProperty("fill_hole_area").GetInt32(),
            SelectsMemories = settings.GetProperty("use_memory_selection").GetBoolean(),
            FrameCount = fixture.Json.GetProperty("num_frames").GetInt32(),
            StabilityDelta = stability.GetProperty("dynamic_multimask_stability_delta").GetSingle(),
            LeastStability = stability.GetProperty("dynamic_multimask_stability_thresh").GetSingle(),
            RoundsMemories = !fixture.Name.EndsWith("_f32mem", StringComparison.Ordinal),
        }, memory.MemoryWidth, callByCall);
    }

    public void Play(JsonElement step)
    {
        _phase = step.GetProperty("phase").GetString()!;
        switch (step.GetProperty("op").GetString())
        {
            case "propagate_in_video":
                Propagate(step);
                CheckEnd();
                break;
            case "add_new_mask":
                Mark(step);
                break;
            default:
                Click(step);
                break;
        }
    }

    /// <summary>What was recorded and not compared, apart from inputs and what follows from what is compared.</summary>
    public IEnumerable<string> Unchecked() => _fixture.TensorNames.Where(t => !_checked.Contains(t) && !t.Contains(".in.", StringComparison.Ordinal)
        && !t.EndsWith(".memory_pos", StringComparison.Ordinal) && !t.EndsWith(".mask_inputs", StringComparison.Ordinal));

    public void Dispose() => _networks.Dispose();

    private void Click(JsonElement step)
    {
        (int number, int id) = (step.GetProperty("frame").GetInt32(), step.GetProperty("obj_id").GetInt32());
        List<float> coordinates = [], labels = [];
        if (step.TryGetProperty("box", out JsonElement box) && box.ValueKind == JsonValueKind.Array)
        {
            coordinates.AddRange(box.EnumerateArray().Select(e => e.GetSingle()));
            labels.AddRange([2, 3]);
        }

        if (step.TryGetProperty("points", out JsonElement points) && points.ValueKind == JsonValueKind.Array)
        {
            coordinates.AddRange(points.EnumerateArray().SelectMany(p => p.EnumerateArray()).Select(e => e.GetSingle()));
            labels.AddRange(step.GetProperty("labels").EnumerateArray().Select(e => e.GetSingle()));
        }

        bool keeps = step.TryGetProperty("clear_old_points", out JsonElement clear) && !clear.GetBoolean();
        TrackedFrame found = _group.Click(id, number, Frame(number), new ClickList([.. coordinates.Select(v => v * _spec.ImageSize)], labels), keeps);
        _drawn.Remove((id, number));
        CheckDecoded($"{_phase}.f{number}.sam0.", [(_networks.Decoded.Dequeue(), found)]);
        CheckPreview(number);
    }

    private void Mark(JsonElement step)
    {
        (int number, int id) = (step.GetProperty("frame").GetInt32(), step.GetProperty("obj_id").GetInt32());
        Tensor given = _fixture[step.GetProperty("mask").GetString()!];
        TrackedFrame found = _group.Mark(id, number, Frame(number), given.Values, given.Shape[1], given.Shape[0]);
        _drawn[(id, number)] = Array.ConvertAll(given.Values, v => v > 0.5f ? 1024f : -1024f);
        DecodedMasks decoded = _networks.Decoded.Dequeue();

        // The decoder's own mask is recorded, though only its pointer counts.
        int best = Masks.MaskScores.Choose(decoded.Logits, decoded.Qualities, _spec.StabilityDelta, _spec.LeastStability), pixels = decoded.Logits.Length / decoded.Qualities.Length;
        CheckDecoded($"{_phase}.f{number}.sam0.", [(decoded, new TrackedFrame
        {
            Mask = decoded.Logits[(best * pixels)..((best + 1) * pixels)],
            Pointer = found.Pointer,
            Score = decoded.Score,
            Quality = decoded.Qualities[best],
        })]);
        CheckPreview(number);
    }

    private void Propagate(JsonElement step)
    {
        int[] settled = [.. _group.Objects.SelectMany(o => o.NewPrompted.Keys).Distinct().Order()];
        _group.Settle(Frame);
        _drawn.Clear();
        foreach (int number in settled)
        {
            Check($"{_phase}.preflight.f{number}.mem_preflight.features_f32", Each(_ => Channels(_networks.Remembered.Dequeue())));
        }

        int Optional(string property, int otherwise) => step.TryGetProperty(property, out JsonElement e) && e.ValueKind == JsonValueKind.Number ? e.GetInt32() : otherwise;
        int last = _spec.FrameCount!.Value - 1, start = Optional("start_frame_idx", settled.Min());
        for (int number = start; number <= Math.Min(start + Optional("max_frame_num_to_track", last + 1), last); number++)
        {
            Follow(number);
        }
    }

    private void Follow(int number)
    {
        string key = $"{_phase}.f{number}.";
        if (_callByCall && _fixture.Has(key + "memory"))
        {
            float[][] tokens = [.. _fixture[key + "memory"].Values.Chunk(_memoryWidth)];
            int objects = _group.Objects.Count;
            for (int i = 0; i < objects; i++)
            {
                _networks.Given.Enqueue([.. tokens.Where((_, k) => k % objects == i).SelectMany(t => t)]);
            }
        }

        IReadOnlyList<TrackedFrame> found = _group.Track(number, Frame(number));
        if (_networks.Attended.Count > 0)
        {
            (float[] Memory, float[] Embedding)[] attended = [.. _group.Objects.Select(_ => _networks.Attended.Dequeue())];
            CheckMemory(key + "memory", Interleaved([.. attended.Select(a => a.Memory)], _memoryWidth));
            int n = _spec.Grid * _spec.Grid;
            Check(key + "encoder_out_seq", Interleaved([.. attended.Select(a => Transposed(a.Embedding, n))], _spec.Width));
            CheckDecoded(key + "sam0.", [.. found.Select(f => (_networks.Decoded.Dequeue(), f))]);
            float[] memories = Each(_ => Channels(_networks.Remembered.Dequeue()));
            Check(key + "mem.features_f32", memories);
            _errors[number] = _fixture[key + "mem.features_f32"].Values.Zip(memories, (a, b) => Math.Abs(a - b)).Max();
        }

        Check(key + "low_res_masks", [.. found.SelectMany(f => f.Mask)]);
        Check(key + "object_scores", [.. found.Select(f => f.Score)]);
        Check(key + "video_mask_logits", [.. found.SelectMany(f => Enlarged(f.Mask))]);
    }

    private void CheckEnd()
    {
        foreach ((string kind, IEnumerable<int> numbers) in ((string, IEnumerable<int>)[])[("cond", _group.Objects[0].Bank.Prompted.Keys), ("noncond", _group.Objects[0].Bank.Tracked.Keys)])
        {
            foreach (int number in numbers)
            {
                string key = $"{_phase}.end.f{number}.";
                CheckMemory($"{key}{kind}.maskmem_as_stored", Each(o => Channels(o.Bank.Find(number)!.Memory!)), kind == "noncond" && !_callByCall ? _errors[number] : 0);
                if (_group.Objects[0].Bank.Find(number)!.Usefulness is { } usefulness)
                {
                    Check(key + "eff_iou_score", [usefulness]);
                }
            }
        }
    }

    private void CheckPreview(int number) => Check(
        $"{_phase}.f{number}.prompt_video_mask_logits",
        Each(o => _drawn.TryGetValue((o.Id, number), out float[]? drawn) ? drawn : o.Latest(number) is { } f ? Enlarged(f.Mask) : TrackerSteps.Absent(_width * _height)));

    private void CheckDecoded(string key, (DecodedMasks Decoded, TrackedFrame Found)[] objects)
    {
        Check(key + "low_res_masks", [.. objects.SelectMany(o => o.Found.Mask)]);
        Check(key + "obj_ptr", [.. objects.SelectMany(o => o.Found.Pointer)]);
        Check(key + "object_score_logits", [.. objects.Select(o => o.Decoded.Score)]);
        bool isSingle = _fixture[key + "ious"].Shape[1] == 1;
        Check(key + "ious", [.. objects.SelectMany(o => isSingle ? [o.Found.Quality] : o.Decoded.Qualities[1..])]);
    }

    private FrameFeatures Frame(int number) => _networks.Frame(_frames, number);

    private float[] Enlarged(float[] mask) =>
        PictureResampler.Resize(mask, 1, _spec.LowSide, _spec.LowSide, _height, _width, Interpolation.Bilinear, antialias: false);

    private float[] Each(Func<ObjectTrack, float[]> of) => [.. _group.Objects.SelectMany(of)];

    /// <summary>[G², M] to [M, G²].</summary>
    private float[] Channels(float[] memory) => Transposed(memory, _memoryWidth);

    /// <summary>[rows, columns] to [columns, rows].</summary>
    private static float[] Transposed(float[] values, int columns)
    {
        int rows = values.Length / columns;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];
    }

    /// <summary>Tokens [N, C] of each object to [N, objects, C].</summary>
    private static float[] Interleaved(float[][] objects, int width) =>
        [.. Enumerable.Range(0, objects[0].Length / width).SelectMany(i => objects.SelectMany(o => o.Skip(i * width).Take(width)))];

    private void Check(string name, float[] actual)
    {
        if (_fixture.Has(name))
        {
            _checked.Add(name);
            Parity.Check(_fixture, name, actual, _callByCall ? Parity.SingleCall : Parity.Solve);
        }
    }

    private void CheckMemory(string name, float[] actual, float before = 0)
    {
        if (!_spec.RoundsMemories)
        {
            Check(name, actual);
        }
        else if (_fixture.Has(name))
        {
            _checked.Add(name);
            MemoryParity.Check(_fixture, name, actual, before, isStrict: _callByCall);
        }
    }
}
