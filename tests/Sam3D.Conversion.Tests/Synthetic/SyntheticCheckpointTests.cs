using Sam3D.Bundles;

namespace Sam3D.Conversion.Tests;

public sealed class SyntheticCheckpointTests : IDisposable
{
    private static readonly SyntheticCheckpointOptions Small = new() { Seed = 3 };
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    /// <summary>
    /// Sizes of the files that the authors published. A file has at most 500 bytes more for each tensor than its weights take: name, shape, zip entry, alignment. The
    /// published geometry generator also holds 295 MB of training state that no network reads: it is left out here.
    /// </summary>
    public static TheoryData<string, long> ReleasedFiles => new()
    {
        { "ss_decoder.ckpt", 147_609_242 },
        { "ss_encoder.safetensors", 119_085_402 },
        { "slat_generator.ckpt", 4_906_537_684 },
        { "slat_decoder_gs.ckpt", 171_476_155 },
        { "slat_decoder_gs_4.ckpt", 170_269_801 },
        { "slat_decoder_mesh.ckpt", 363_726_862 },
        { "moge/model.pt", 1_256_823_446 },
    };

    [Theory]
    [MemberData(nameof(ReleasedFiles))]
    public void TheFullSizeHoldsAsMuchAsTheReleasedFile(string file, long bytes)
    {
        using SyntheticWeights weights = SyntheticCheckpoint.Open(file, new SyntheticCheckpointOptions { Size = SyntheticSize.Full });
        Assert.InRange(bytes - weights.Tensors.Values.Sum(t => t.ByteCount), 0, 500 * weights.Tensors.Count);
    }

    [Fact]
    public void HasTheReleasedFilesAndConverts()
    {
        string checkpoint = _folder.File("checkpoint"), bundle = _folder.File("bundle");
        SyntheticCheckpoint.Write(checkpoint, Small, cancellationToken: None);
        Assert.Equal(
            [
                "moge/model.pt", "pipeline.yaml", "slat_decoder_gs.ckpt", "slat_decoder_gs.yaml", "slat_decoder_gs_4.ckpt", "slat_decoder_gs_4.yaml", "slat_decoder_mesh.ckpt",
                "slat_decoder_mesh.yaml", "slat_generator.ckpt", "slat_generator.yaml", "ss_decoder.ckpt", "ss_decoder.yaml", "ss_encoder.safetensors", "ss_encoder.yaml",
                "ss_generator.ckpt", "ss_generator.yaml",
            ],
            Directory.EnumerateFiles(checkpoint, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(checkpoint, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal(["checkpoint"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));

        // All four copies of DINOv2 become one graph.
        BundleManifest manifest = CheckpointConverter.Convert(checkpoint, bundle, cancellationToken: None);
        Assert.Single(manifest.Stages.Keys, k => k.StartsWith("backbone", StringComparison.Ordinal));
        Assert.Contains(BundleManifest.DepthStage, manifest.Stages.Keys);
        Assert.NotNull(manifest.Refinement);
        MogeConverter.AddTo(Path.Combine(checkpoint, SyntheticCheckpoint.DepthModelFile), bundle, new ConversionOptions { Overwrite = true }, cancellationToken: None);
    }

    [Fact]
    public void PrefixesAreTheOfficialOnes()
    {
        string checkpoint = Write(Small);
        AssertAll("ss_generator.ckpt", "state_dict._base_models.generator.reverse_fn.backbone.", "state_dict._base_models.condition_embedder.");
        AssertAll("slat_generator.ckpt", "state_dict._base_models.generator.reverse_fn.backbone.", "state_dict._base_models.condition_embedder.");
        AssertAll("ss_decoder.ckpt", "input_layer.", "middle_block.", "blocks.", "out_layer.");
        AssertAll("slat_decoder_gs.ckpt", "input_layer.", "blocks.", "out_layer.", "offset_perturbation");
        AssertAll("slat_decoder_mesh.ckpt", "input_layer.", "blocks.", "upsample.", "out_layer.");
        AssertAll("moge/model.pt", "model.image_mean", "model.image_std", "model.backbone.", "model.head.");

        void AssertAll(string file, params string[] prefixes)
        {
            using ICheckpoint read = CheckpointFile.Open(Path.Combine(checkpoint, file));
            Assert.All(read.Tensors.Keys, k => Assert.Contains(prefixes, p => k.StartsWith(p, StringComparison.Ordinal)));
            Assert.All(prefixes, p => Assert.Contains(read.Tensors.Keys, k => k.StartsWith(p, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void EqualSeedsGiveEqualBytesAndOtherSeedsOtherWeights()
    {
        string first = Write(Small), same = Write(Small), other = Write(Small with { Seed = 4 });
        foreach (string file in SyntheticCheckpoint.WeightFiles)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(first, file));
            Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(same, file)));
            Assert.NotEqual(bytes, File.ReadAllBytes(Path.Combine(other, file)));
        }
    }

    [Theory]
    [InlineData(SyntheticPrecision.Float32)]
    [InlineData(SyntheticPrecision.Float16)]
    public void FilesHoldWhatTheWeightsInMemoryAre(SyntheticPrecision precision)
    {
        SyntheticCheckpointOptions options = Small with { Precision = precision };
        string checkpoint = Write(options);
        foreach (string file in SyntheticCheckpoint.WeightFiles)
        {
            using SyntheticWeights memory = SyntheticCheckpoint.Open(file, options);
            using ICheckpoint stored = CheckpointFile.Open(Path.Combine(checkpoint, file));
            CheckpointView view = CheckpointView.Create(stored, file.EndsWith(".pt", StringComparison.Ordinal) ? "model." : "", file);
            Assert.Equal(memory.Tensors.Keys, view.Tensors.Keys);
            foreach (CheckpointTensor tensor in memory.Tensors.Values)
            {
                Assert.Equal(tensor.Type, view.Tensors[tensor.Name].Type);
                Assert.Equal(tensor.Shape, view.Tensors[tensor.Name].Shape);
                float[] values = memory.ReadSingle(tensor.Name);
                Assert.Equal(values, view.ReadSingle(tensor.Name));
                Assert.Equal(CheckpointReading.ReadBytes(memory, tensor.Name), CheckpointReading.ReadBytes(view, tensor.Name));
                Assert.All(values, v => Assert.True(float.IsFinite(v)));
            }
        }
    }

    [Theory]
    [InlineData(SyntheticPrecision.Float32, "ss_generator.ckpt", "_base_models.generator.reverse_fn.backbone.blocks.0.norm2.shape.weight", CheckpointType.Float32)]
    [InlineData(SyntheticPrecision.Float32, "ss_decoder.ckpt", "middle_block.0.conv1.weight", CheckpointType.Float16)]
    [InlineData(SyntheticPrecision.Float32, "ss_decoder.ckpt", "middle_block.0.norm1.weight", CheckpointType.Float32)]
    [InlineData(SyntheticPrecision.Float32, "slat_decoder_gs.ckpt", "blocks.0.attn.to_qkv.bias", CheckpointType.Float16)]
    [InlineData(SyntheticPrecision.Float32, "slat_decoder_gs.ckpt", "out_layer.weight", CheckpointType.Float32)]
    [InlineData(SyntheticPrecision.Float32, "slat_decoder_mesh.ckpt", "blocks.0.attn.to_qkv.weight", CheckpointType.Float32)]
    [InlineData(SyntheticPrecision.Float16, "slat_decoder_mesh.ckpt", "out_layer.bias", CheckpointType.Float16)]
    public void ElementTypesAreTheReleasedOnesUnlessHalvesAreAskedFor(SyntheticPrecision precision, string file, string name, CheckpointType type)
    {
        using SyntheticWeights weights = SyntheticCheckpoint.Open(file, Small with { Precision = precision });
        Assert.Equal(type, weights.Tensors[name].Type);
    }

    [Fact]
    public void AllCopiesOfDinoAreEqual()
    {
        const string Name = "blocks.1.mlp.fc1.weight";
        using SyntheticWeights geometry = SyntheticCheckpoint.Open("ss_generator.ckpt", Small), refinement = SyntheticCheckpoint.Open("slat_generator.ckpt", Small);
        float[] expected = geometry.ReadSingle($"_base_models.condition_embedder.module_list.0.backbone.{Name}");
        Assert.Equal(expected, geometry.ReadSingle($"_base_models.condition_embedder.module_list.1.backbone.{Name}"));
        Assert.Equal(expected, refinement.ReadSingle($"_base_models.condition_embedder.module_list.0.backbone.{Name}"));
        Assert.Equal(expected, refinement.ReadSingle($"_base_models.condition_embedder.module_list.1.backbone.{Name}"));
    }

    [Fact]
    public void RefusesWhatIsInTheWay()
    {
        string full = _folder.File("full"), file = _folder.File("file");
        Directory.CreateDirectory(full);
        File.WriteAllText(Path.Combine(full, "mine.txt"), "");
        File.WriteAllText(file, "");
        Assert.Contains("'mine.txt'", Refused(full));
        Assert.Contains("is a file", Refused(file));
        Assert.Contains("cannot be made", Refused(Path.Combine(file, "below")));
        Assert.Equal(["file", "full"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());

        string empty = _folder.File("empty");
        Directory.CreateDirectory(empty);
        SyntheticCheckpoint.Write(empty, Small, cancellationToken: None);
        Assert.True(File.Exists(Path.Combine(empty, "pipeline.yaml")));

        string Refused(string place) => Assert.Throws<ExportException>(() => SyntheticCheckpoint.Write(place, Small, cancellationToken: None)).Message;
    }

    [Fact]
    public void RefusesADriveWithoutRoomBeforeAnythingIsWritten()
    {
        var full = new SyntheticCheckpointOptions { Size = SyntheticSize.Full };
        string message = Assert.Throws<ExportException>(() => SyntheticCheckpoint.Write(_folder.File("x/y"), full, null, _ => 1_000_000_000, None)).Message;
        Assert.Contains("1.0 GB of free space", message);
        Assert.Contains("13.7 GB", message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void CancellingLeavesNothing()
    {
        using var source = new CancellationTokenSource();
        var progress = new Each(p => Cancel(p.WrittenBytes > 1_000_000));
        Assert.Throws<OperationCanceledException>(() => SyntheticCheckpoint.Write(_folder.File("x/y"), Small, progress, source.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));

        void Cancel(bool now)
        {
            if (now)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void ProgressNamesEveryFileAndEndsWithAllBytes()
    {
        var seen = new List<SyntheticProgress>();
        SyntheticCheckpoint.Write(_folder.File("x"), Small, new Each(seen.Add), None);
        Assert.Equal([.. SyntheticCheckpoint.WeightFiles, ""], seen.Select(p => p.File).Distinct());
        Assert.Equal(seen.Select(p => p.WrittenBytes).Order(), seen.Select(p => p.WrittenBytes));
        Assert.Equal(seen[^1].TotalBytes, seen[^1].WrittenBytes);
        Assert.Equal(seen[^1].TotalBytes, seen[^2].WrittenBytes);
    }

    [Fact]
    public void RefusesWrongCallsOfTheCaller()
    {
        Assert.Contains("expected one of", Assert.Throws<ArgumentException>(() => SyntheticCheckpoint.Open("other.ckpt")).Message);
        var wrong = new SyntheticCheckpointOptions { Size = (SyntheticSize)9, Precision = (SyntheticPrecision)9 };
        string message = Assert.Throws<ArgumentException>(() => SyntheticCheckpoint.Write(_folder.File("x"), wrong, cancellationToken: None)).Message;
        Assert.Contains("Size is 9", message);
        Assert.Contains("Precision is 9", message);
        using SyntheticWeights weights = SyntheticCheckpoint.Open("ss_decoder.ckpt");
        Assert.Throws<CheckpointException>(() => weights.ReadSingle("nothing"));
    }

    public void Dispose() => _folder.Dispose();

    private string Write(SyntheticCheckpointOptions options)
    {
        string folder = _folder.File(Path.GetRandomFileName());
        SyntheticCheckpoint.Write(folder, options, cancellationToken: None);
        return folder;
    }

    private sealed class Each(Action<SyntheticProgress> action) : IProgress<SyntheticProgress>
    {
        public void Report(SyntheticProgress value) => action(value);
    }
}
