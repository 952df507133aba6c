using Sam3D.Core.Tests.Metrics;
using Sam3D.Evaluation;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Evaluation;

public sealed class EvaluationFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NamesTieMeshesPicturesMasksAndPosesTogether()
    {
        Directory.CreateDirectory(_folder.File("truth/b"));
        Directory.CreateDirectory(_folder.File("pictures"));
        Solids.Bracket().SaveGlb(_folder.File("truth/a.glb"));
        Solids.Bracket().SavePly(_folder.File("truth/a.ply")); // the GLB counts
        Solids.Bracket().SaveObj(_folder.File("truth/b/other.obj"));
        Assert.Equal(["a.glb", "other.obj"], EvaluationFolder.Meshes(_folder.File("truth")).Select(m => Path.GetFileName(m.Value)));

        EvaluationCase drawn = Drawn.Case("a", Solids.Bracket(), 0);
        drawn.Image!.SavePng(_folder.File("pictures/a.png"));
        drawn.Mask!.SavePng(_folder.File("pictures/a.mask.png"));
        File.WriteAllText(_folder.File("pictures/a.pose.json"), Pose("0.5"));
        EvaluationItem item = Assert.Single(EvaluationFolder.Cases(_folder.File("pictures"), _folder.File("truth")));
        EvaluationCase loaded = item.Load();
        Assert.Equal(drawn.Mask.Count, loaded.Mask!.Count);
        Assert.Equal(0.5f, loaded.Pose!.Scale);
        Assert.Equal(1.25f, loaded.Camera!.Value.FocalX);
        Assert.Equal(["a", "b"], EvaluationFolder.Truths(_folder.File("truth"), _folder.File("pictures")).Select(i => i.Name));

        Solids.Bracket().SaveObj(_folder.File("truth/b/second.obj"));
        Assert.Contains("2 mesh files", Assert.Throws<EvaluationException>(() => EvaluationFolder.Meshes(_folder.File("truth"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        Assert.Contains("has no mesh", Assert.Throws<EvaluationException>(() => EvaluationFolder.Meshes(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<EvaluationException>(() => EvaluationFolder.Meshes(_folder.File("none"))).Message, StringComparison.Ordinal);
        Solids.Bracket().SaveGlb(_folder.File("a.glb"));
        new RgbImage(1, 1, new byte[3]).SavePng(_folder.File("z.png"));
        Assert.Contains("'z'", Assert.Throws<EvaluationException>(() => EvaluationFolder.Cases(_folder.Path, _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"format\":\"other\"}")]
    [InlineData("{\"format\":\"sam3d-pose/1\",\"rotation\":[1,0,0]}")]
    public void BadPosesAreToldInOneLine(string text)
    {
        File.WriteAllText(_folder.File("p.json"), text);
        EvaluationException e = Assert.Throws<EvaluationException>(() => PlacementFile.Read(_folder.File("p.json")));
        Assert.Contains("p.json", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void PosesOfNoSizeAreRefused()
    {
        foreach (string scale in (string[])["0", "-1", "1e39"])
        {
            File.WriteAllText(_folder.File("p.json"), Pose(scale));
            Assert.Throws<EvaluationException>(() => PlacementFile.Read(_folder.File("p.json")));
        }
    }

    [Fact]
    public void Comparisons()
    {
        File.WriteAllText(_folder.File("p.csv"), "first,second,outcome\r\na,b,first\n\n b , a ,tie\n");
        Preference[] read = [new("a", "b", PreferenceOutcome.First), new("b", "a", PreferenceOutcome.Tie)];
        Assert.Equal(read, PreferenceFile.Read(_folder.File("p.csv")));
        using (FileStream stream = File.Create(_folder.File("again.csv")))
        {
            PreferenceFile.Write([.. read, new("a", "c", PreferenceOutcome.Second)], stream);
        }

        Assert.Equal([.. read, new("a", "c", PreferenceOutcome.Second)], PreferenceFile.Read(_folder.File("again.csv")));
        Assert.Throws<EvaluationException>(() => PreferenceFile.Write([new("a,b", "c", PreferenceOutcome.Tie)], Stream.Null));
        foreach (string line in (string[])["a,b", "a,b,won", "a,a,tie", ",b,tie", "a,b,first,x"])
        {
            File.WriteAllText(_folder.File("p.csv"), "a,b,tie\n" + line);
            Assert.Contains("line 2", Assert.Throws<EvaluationException>(() => PreferenceFile.Read(_folder.File("p.csv"))).Message, StringComparison.Ordinal);
        }
    }

    private static string Pose(string scale) =>
        $$"""{"format":"sam3d-pose/1","rotation":[1,0,0,0],"translation":[0,0,2],"scale":{{scale}},"isMetric":false,"camera":{"imageWidth":96,"imageHeight":96,"focalX":1.25,"focalY":1.25,"centerX":0.5,"centerY":0.5} }""";
}
