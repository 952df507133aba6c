using System.Diagnostics;

namespace Sam3D.Conversion.Tests;

/// <summary>Damaged files give a <see cref="CheckpointException"/> or a result: no other exception, no hang, no large allocation.</summary>
public sealed class MutationTests
{
    private const int Mutations = 10_000;
    private const long MostAllocated = 8 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("valid.safetensors")]
    [InlineData("valid.pt")]
    [InlineData("valid64.pt")]
    public void SurvivesEveryTruncation(string name)
    {
        byte[] valid = Valid(name);
        using var file = new ScratchFile(name, valid);
        Assert.True(Survives(file.Path));
        for (int length = 0; length < valid.Length; length++)
        {
            File.WriteAllBytes(file.Path, valid.AsSpan(0, length));
            Assert.False(Survives(file.Path), $"{name} cut to {length} bytes was read");
        }
    }

    [Theory]
    [InlineData("valid.safetensors", 1)]
    [InlineData("valid.pt", 2)]
    [InlineData("valid64.pt", 3)]
    public void SurvivesRandomMutations(string name, int seed)
    {
        byte[] valid = Valid(name);
        SurvivesMutations(name, seed, random => Mutate(valid, random));
    }

    [Fact]
    public void BasePickleIsSound()
    {
        using var file = new ScratchFile("pickle.pt", PyTorchWriter.File(Pickle(), storages: new byte[24]));
        Assert.Equal(["x", "y", "z", "one"], CheckpointReading.ReadAll(file.Path).Keys);
    }

    [Fact]
    public void SurvivesRandomPicklesInASoundZip() => SurvivesMutations(
        "pickle.pt", 4, random => PyTorchWriter.File(Mutate(Pickle(), random), storages: new byte[24]));

    [Fact]
    public void SurvivesRandomHeadersOfStatedLength()
    {
        byte[] valid = Valid("valid.safetensors");
        int length = BitConverter.ToInt32(valid);
        SurvivesMutations("header.safetensors", 5, random =>
        {
            byte[] header = Mutate(valid[8..(8 + length)], random);
            return [.. BitConverter.GetBytes((long)header.Length), .. header, .. valid[(8 + length)..]];
        });
    }

    private static void SurvivesMutations(string name, int seed, Func<Random, byte[]> mutant)
    {
        using var file = new ScratchFile(name, []);
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            File.WriteAllBytes(file.Path, mutant(random));
            read += Survives(file.Path) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {read} of {Mutations} still read");
        Assert.InRange(read, 1, Mutations - 1);
    }

    private static bool Survives(string path)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        bool read = true;
        try
        {
            CheckpointReading.ReadAll(path);
        }
        catch (CheckpointException e)
        {
            read = false;
            Assert.True(e.Message.Length < 400 && !e.Message.Any(char.IsControl), e.Message);
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostAllocated, "allocates too much");
        Assert.True(watch.Elapsed < Longest, "takes too long");
        return read;
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        List<byte> bytes = [.. valid];
        for (int edits = random.Next(1, 5); edits > 0 && bytes.Count > 16; edits--)
        {
            int at = random.Next(bytes.Count);
            int length = random.Next(1, Math.Min(9, bytes.Count - at + 1));
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: Fill(bytes, at, length, (byte)(random.Next(2) * 0xff)); break;
                default: Fill(bytes, at, length, bytes[random.Next(bytes.Count)]); break;
            }
        }

        return [.. bytes];
    }

    private static void Fill(List<byte> bytes, int at, int length, byte value)
    {
        for (int i = at; i < at + length; i++)
        {
            bytes[i] = value;
        }
    }

    // Every admitted opcode that torch.save emits, with shared and transposed views of one storage.
    private static byte[] Pickle() => new PickleBuilder(4).Raw(0x95, 0, 0, 0, 0, 0, 0, 0, 0).Op("}\x94(").Text("list").Op("](").Int(1).Int(-70_000)
        .Int(1L << 40).Op("G\x3f\xf0\0\0\0\0\0\0N\x88\u0089e").Text("pair").Raw(0x8c, 1, (byte)'s').Raw((byte)'C', 1, (byte)'b', 0x86)
        .Text("x").Tensor("FloatStorage", "0", 6, 0, [2, 3], [3, 1]).Op("q\x09").Text("y").Op("h\x09")
        .Text("z").Tensor("FloatStorage", "0", 6, 0, [3, 2], [1, 3])
        .Text("one").Tensor("FloatStorage", "0", 6, 5, [4], [0])
        .Text("size").Text("torch").Text("Size").Raw(0x93).Ints([1, 2]).Raw(0x85).Op("Ru").Stop();

    private static byte[] Valid(string name)
    {
        if (name.EndsWith(".pt", StringComparison.Ordinal))
        {
            (CheckpointTensor, byte[])[] tensors =
            [
                PyTorchWriter.Single("a.weight", [2, 3], 1, 2, 3, 4, 5, 6),
                (new CheckpointTensor("a.mask", CheckpointType.Bool, [3]), [1, 0, 1]),
                (new CheckpointTensor("scalar", CheckpointType.Int64, []), [7, 0, 0, 0, 0, 0, 0, 0]),
            ];
            return PyTorchWriter.Build(tensors, under: "state_dict", zip64: name.Contains("64"));
        }

        using var file = new ScratchFile(name, []);
        SafetensorsWriter.Write(
            file.Path,
            [
                SafetensorsWriter.Single("a.weight", [2, 3], new float[] { 1, 2, 3, 4, 5, 6 }),
                (new CheckpointTensor("a.mask", CheckpointType.Bool, [3]), s => s.Write([1, 0, 1])),
                (new CheckpointTensor("scalar", CheckpointType.Int64, []), s => s.Write([7, 0, 0, 0, 0, 0, 0, 0])),
            ],
            new Dictionary<string, string> { ["format"] = "pt" });
        return File.ReadAllBytes(file.Path);
    }
}
