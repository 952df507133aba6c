using Sam3D.Imaging;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D.Onnx.Tests.Stages;

public sealed class BackboneFeaturesTests
{
    private const string Backbone = "backbone_0";
    private const int Side = 84;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void Equal_pictures_are_encoded_once()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        using var sessions = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu });
        BackboneFeatures features = sessions.Features;
        using var leases = new StageLeases(sessions);
        (float[][] first, long[] shape) = features.Encode(leases, Backbone, [Picture(0.1f), Picture(0.2f)], None);
        Assert.Equal(2, features.Runs);
        Assert.Equal(bundle.Manifest.Stages[Backbone].Outputs[0].Shape, shape);
        Assert.NotEqual(first[0], first[1]);

        (float[][] again, _) = features.Encode(leases, Backbone, [Picture(0.2f), Picture(0.3f), Picture(0.1f)], None);
        Assert.Equal(3, features.Runs);
        Assert.Same(first[1], again[0]);
        Assert.Same(first[0], again[2]);

        // Another network makes other features of the same picture.
        features.Encode(leases, "backbone_1", [Picture(0.1f)], None);
        Assert.Equal(4, features.Runs);
    }

    [Fact]
    public void Only_the_last_pictures_are_remembered()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        using var sessions = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu });
        using var leases = new StageLeases(sessions);
        for (int i = 0; i <= BackboneFeatures.Capacity; i++)
        {
            sessions.Features.Encode(leases, Backbone, [Picture(i)], None);
        }

        sessions.Features.Encode(leases, Backbone, [Picture(1)], None);
        Assert.Equal(BackboneFeatures.Capacity + 1, sessions.Features.Runs);
        sessions.Features.Encode(leases, Backbone, [Picture(0)], None);
        Assert.Equal(BackboneFeatures.Capacity + 2, sessions.Features.Runs);
    }

    [Fact]
    public async Task A_second_object_of_a_photograph_shares_the_whole_picture()
    {
        string folder = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");
        RgbImage photo = RgbImage.Load(Path.Combine(folder, "image.png"));
        Mask mask = Mask.Load(Path.Combine(folder, "mask.png"));
        byte[] half = mask.Values.ToArray();
        half.AsSpan(half.Length / 2).Clear();
        using ModelBundle bundle = CompactStage1.OpenBundle();
        using var sessions = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu });
        using var model = new OnnxGeometryModel(sessions);
        await model.GenerateAsync(new GeometryInput(photo, mask), cancellationToken: None);
        Assert.Equal(4, sessions.Features.Runs);
        await model.GenerateAsync(new GeometryInput(photo, new Mask(mask.Width, mask.Height, half)), cancellationToken: None);
        Assert.Equal(7, sessions.Features.Runs);
    }

    private static PictureTensor Picture(float value)
    {
        float[] values = new float[3 * Side * Side];
        Array.Fill(values, value);
        return new PictureTensor(3, Side, Side, values);
    }
}
