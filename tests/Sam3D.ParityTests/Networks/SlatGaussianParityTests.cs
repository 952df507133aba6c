using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Sam3D.Conversion;
using Sam3D.Gaussians;
using Sam3D.Networks;
using Sam3D.Sparse;

namespace Sam3D.ParityTests;

/// <summary>Parity of the Gaussian decoders: windows, raw fields, activated fields, and the PLY file.</summary>
public sealed partial class SlatGaussianParityTests
{
    // PLY fields, relative to the field's largest magnitude.
    private const double PlyField = 1e-5;

    public static TheoryData<string> Cases => [.. Fixtures.Discover("SLatGaussianDecoder")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Windows(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        VoxelIndex[] voxels = SlatConfigs.Voxels(fixture["in.coords"]);
        int size = fixture.Int("window_size"), compared = 0;
        foreach (string label in fixture.TensorNames)
        {
            if (WindowLabel().Match(label) is not { Success: true } match)
            {
                continue;
            }

            var partition = new WindowPartition();
            partition.Build(voxels, size, int.Parse(match.Groups["shift"].Value, CultureInfo.InvariantCulture));
            float[] labels = fixture[label].Values;
            Assert.Equal(labels.Distinct().Count(), partition.WindowCount);
            for (int window = 0; window < partition.WindowCount; window++)
            {
                int[] rows = partition.Order[partition.WindowStarts.Span[window]..partition.WindowStarts.Span[window + 1]].ToArray();
                Assert.Single(rows.Select(r => labels[r]).Distinct());
            }

            compared++;
        }

        Assert.Equal(2, compared);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Fields(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (GaussianCloud cloud, IReadOnlyDictionary<string, float[]> raw) = Decode(fixture);
        foreach ((string field, float[] values) in raw)
        {
            Parity.Check(fixture, "out.raw." + field, values);
        }

        int[] all = [.. Enumerable.Range(0, cloud.Count)];
        Parity.Check(fixture, "out.get_xyz", all.SelectMany(i => Floats(cloud.Position(i))), 1e-6);
        Parity.Check(fixture, "out.get_scaling", all.SelectMany(i => Floats(cloud.Scale(i))));
        Parity.Check(fixture, "out.get_rotation", all.SelectMany(i => Floats(cloud.Rotation(i))));
        Parity.Check(fixture, "out.get_opacity", all.Select(cloud.Opacity));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void PlyFile(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (GaussianCloud cloud, _) = Decode(fixture);
        using var stream = new MemoryStream();
        GaussianPly.Write(cloud, stream);
        string header = fixture.Json.GetProperty("ply_header").GetString()!;
        byte[] official = File.ReadAllBytes(Path.Combine(fixture.Folder, fixture.Json.GetProperty("ply_file").GetString()!));
        Assert.Equal(header, System.Text.Encoding.ASCII.GetString(stream.GetBuffer(), 0, header.Length));
        Assert.Equal(official.Length, stream.Length);

        string[] properties = [.. header.Split('\n').Where(l => l.StartsWith("property float ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
        float[] expected = MemoryMarshal.Cast<byte, float>(official.AsSpan(header.Length)).ToArray();
        float[] actual = MemoryMarshal.Cast<byte, float>(stream.ToArray().AsSpan(header.Length)).ToArray();
        Assert.Equal(expected, fixture["out.ply_vertices"].Values);
        for (int p = 0; p < properties.Length; p++)
        {
            float[] Column(float[] values) => [.. values.Where((_, i) => i % properties.Length == p).Select(v => properties[p] == "opacity" ? Sigmoid(v) : v)];
            Parity.Check(name, "ply " + properties[p], Column(expected), Column(actual), PlyField);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void OfficialPlyFilesAreRead(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        GaussianCloud cloud = GaussianPly.Load(Path.Combine(fixture.Folder, fixture.Json.GetProperty("ply_file").GetString()!));
        int[] all = [.. Enumerable.Range(0, cloud.Count)];
        Parity.Check(fixture, "out.get_xyz", all.SelectMany(i => Floats(cloud.Position(i))), 1e-6);
        Parity.Check(fixture, "out.get_scaling", all.SelectMany(i => Floats(cloud.Scale(i))), 1e-6);
        Parity.Check(fixture, "out.get_rotation", all.SelectMany(i => Floats(cloud.Rotation(i))), 1e-6);
        Parity.Check(fixture, "out.get_opacity", all.Select(cloud.Opacity), 1e-6);
    }

    /// <summary>Runs the decoder of a case.</summary>
    private static (GaussianCloud Cloud, IReadOnlyDictionary<string, float[]> Raw) Decode(FixtureCase fixture)
    {
        using var weights = new WeightSet(fixture);
        GaussianDecoderConfig config = SlatConfigs.Gaussians(fixture);
        IReadOnlyDictionary<string, float[]> raw = SlatGaussianRun.Decode(
            weights, config, SlatConfigs.Voxels(fixture["in.coords"]), fixture["in.feats"].Values);
        var cloud = new GaussianCloud(
            SlatConfigs.Activations(fixture), raw["_xyz"], raw["_features_dc"], raw["_scaling"], raw["_rotation"], raw["_opacity"]);
        return (cloud, raw);
    }

    private static float Sigmoid(float x) => (float)(1 / (1 + Math.Exp(-x)));

    private static float[] Floats(System.Numerics.Vector3 v) => [v.X, v.Y, v.Z];

    /// <summary>In the official order w, x, y, z.</summary>
    private static float[] Floats(System.Numerics.Quaternion q) => [q.W, q.X, q.Y, q.Z];

    [GeneratedRegex(@"^mid\.window_label\.shift(?<shift>\d+)$")]
    private static partial Regex WindowLabel();
}
