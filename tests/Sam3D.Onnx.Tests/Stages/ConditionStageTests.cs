using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D.Onnx.Tests.Stages;

public sealed class ConditionStageTests
{
    [Fact]
    public void A_backbone_is_released_before_the_encoder_behind_its_last_pictures_runs()
    {
        string folder = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");
        using ModelBundle bundle = CompactStage1.OpenBundle();
        ConditionSpec spec = bundle.Manifest.Condition;
        ConditionInputs inputs = ImagePreprocessor.Prepare(
            RgbImage.Load(Path.Combine(folder, "image.png")), Mask.Load(Path.Combine(folder, "mask.png")), null, bundle.Manifest.Preprocessing);
        var loaded = new List<IReadOnlyList<string>>();
        float[] first = Encode(spec);
        Assert.All(loaded, Assert.Empty);

        // The first encoder once more at the end: its backbone must wait.
        loaded.Clear();
        float[] second = Encode(spec with { Encoders = [.. spec.Encoders, spec.Encoders[0]] });
        Assert.All(loaded.SkipLast(1), stages => Assert.Equal([spec.Encoders[0].Backbone!], stages));
        Assert.Empty(loaded[^1]);
        Assert.Equal(first, second[..first.Length]);

        float[] Encode(ConditionSpec condition)
        {
            using var fresh = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = MemoryBudget.Smallest });
            return new ConditionStage(fresh, condition).Encode(inputs, _ => loaded.Add(fresh.Loaded), TestContext.Current.CancellationToken);
        }
    }
}
