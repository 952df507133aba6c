using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Depth;
using Sam3D.Imaging;
using Sam3D.Networks;
using Sam3D.Placement;
using Sam3D.Sessions;

namespace Sam3D.ParityTests;

/// <summary>Parity of MoGe v1: the network with all its intermediate values, the output at the picture's size, and the camera.</summary>
public sealed class MogeParityTests
{
    private const string Subsampled = ".every4th";
    private const string Image14 = "image_14";

    public static TheoryData<string> Cases => [.. Fixtures.Discover("MoGeModel")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Resized_picture(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        Tensor image = fixture["in.image"];
        DepthResolution size = Resolution(fixture);
        Assert.Equal([1, 3, size.Height, size.Width], fixture["mid.resized"].Shape);
        Parity.Check(fixture, "mid.resized", PictureResampler.Resize(
            image.Values, 3, image.Shape[1], image.Shape[2], size.Height, size.Width, Interpolation.Bicubic, antialias: true));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Network(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (IReadOnlyDictionary<string, float[]> values, IReadOnlyDictionary<string, int> widths) = Run(fixture);
        string[] expected = [.. fixture.TensorNames.Where(n => n.StartsWith("mid.", StringComparison.Ordinal) && n != "mid.resized")];
        Assert.NotEmpty(expected);
        foreach (string tensor in expected)
        {
            string value = tensor["mid.".Length..];
            bool every4th = value.EndsWith(Subsampled, StringComparison.Ordinal);
            value = every4th ? value[..^Subsampled.Length] : value;
            Parity.Check(fixture, tensor, every4th ? Every4th(values[value], fixture[tensor].Shape, widths[value]) : values[value]);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Forward(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        DepthPoints points = Points(fixture);
        Parity.Check(fixture, "out.forward.points", points.Points);
        Parity.Check(fixture, "out.forward.mask_logits", points.Logits);
        Parity.Check(fixture, "out.infer.mask", points.Mask.Select(m => m ? 1f : 0f), tolerance: 0);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Camera(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        Tensor image = fixture["in.image"];
        DepthPoints points = Points(fixture);
        FocalShift fit = FocalEstimator.Recover(points.Points, image.Shape[2], image.Shape[1], points.Mask);
        Parity.Check(fixture, "out.focal", [fit.Focal], Parity.Solve);
        Parity.Check(fixture, "out.shift", [fit.Shift], Parity.Solve);
    }

    private static DepthResolution Resolution(FixtureCase fixture)
    {
        int[] shape = fixture["in.image"].Shape;
        return DepthResolution.Of(shape[2], shape[1], MogeCase.Tokens(fixture), MogeCase.Spec(fixture).PatchSize);
    }

    private static DepthPoints Points(FixtureCase fixture)
    {
        int[] shape = fixture["in.image"].Shape;
        (IReadOnlyDictionary<string, float[]> values, _) = Run(fixture);
        return DepthPoints.Create(
            values["head.output_block.0"], values["head.output_block.1"], Resolution(fixture), shape[2], shape[1], MogeCase.Spec(fixture));
    }

    /// <summary>Runs the network, every size of the picture free, with all intermediate values as outputs.</summary>
    internal static (IReadOnlyDictionary<string, float[]> Values, IReadOnlyDictionary<string, int> Widths) Run(FixtureCase fixture, GraphForm? form = null)
    {
        using var weights = new WeightSet(fixture);
        Tensor image = fixture["in.image"];
        DepthResolution size = Resolution(fixture);
        NamedTensor[] inputs = DepthInputs.Prepare(image.Values, image.Shape[2], image.Shape[1], size, MogeCase.Spec(fixture));
        using NetworkRun run = NetworkRun.Record(weights, b => MogeConverter.Record(
            b, MogeCase.Config(fixture), (name, value) => b.Output(name, value, name.StartsWith("head.", StringComparison.Ordinal) || name == Image14 ? [1, -1, -1, -1] : [1, -1, -1])), form);
        IReadOnlyDictionary<string, float[]> values = run.Run([.. inputs.Select(i => (i.Name, new Tensor([.. i.Shape.Select(n => (int)n)], i.Values.ToArray())))]);
        return (values, values.Keys.ToDictionary(n => n, n => Width(n, size)));
    }

    /// <summary>Columns of a map of the head.</summary>
    private static int Width(string name, DepthResolution size)
    {
        string[] parts = name.Split('.');
        return parts is ["head", "upsample_blocks", var level, ..]
            ? size.Columns << (int.Parse(level, System.Globalization.CultureInfo.InvariantCulture) + 1)
            : parts is ["head", "projects", ..] ? size.Columns : size.Width;
    }

    /// <summary>Every fourth row and column of [1, C, H, W].</summary>
    private static float[] Every4th(float[] map, int[] shape, int width)
    {
        int height = map.Length / shape[1] / width;
        return [.. from c in Enumerable.Range(0, shape[1])
                   from y in Enumerable.Range(0, (height + 3) / 4)
                   from x in Enumerable.Range(0, (width + 3) / 4)
                   select map[(((c * height) + (4 * y)) * width) + (4 * x)]];
    }
}
