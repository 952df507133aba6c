using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training.Tests;

/// <summary>Guidance while the geometry flow is sampled.</summary>
public sealed class GeometrySamplerTests
{
    private const double Inside = 0.25, Outside = 0.75; // the interval ends at 0.5

    [Fact]
    public void Shape_and_layout_have_strengths_of_their_own()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var files = new TemporaryFolder();
        var folder = new ModelFolder(TinyModel.Write(files.File("start")));
        var networks = new GeometryNetworks(folder);
        using var store = new ParameterStore();
        networks.Fill(folder, store, seed: 1, trainCondition: false, trainFlow: false);
        var random = new StepRandom(2, 3);
        foreach (((_, torch.Tensor value), int i) in store.OfFile(GeometryNetworks.FileName).Zip(Enumerable.Range(0, int.MaxValue)))
        {
            value.copy_(random.Normal(100 + (uint)i, value.shape).Times(0.2)); // initial values of the flow answer 0
        }

        torch.Tensor[] state = [.. networks.Flow.Latents.Select((l, i) => random.Normal((uint)i, 2, l.Tokens, l.Channels))];
        torch.Tensor condition = random.Normal(50, 2, networks.Flow.ConditionTokens, networks.Flow.ConditionChannels);
        var sampler = new GeometrySampler(networks);
        torch.Tensor[] At(double time, double strength, double layout) => sampler.Guided(store.Source(GeometryNetworks.FileName), state, time, 0, condition, strength, layout);
        torch.Tensor[] plain = At(Inside, 0, 0), guided = At(Inside, 2, 2), shapeOnly = At(Inside, 2, 0), layoutOnly = At(Inside, 0, 2);
        for (int i = 0; i < plain.Length; i++)
        {
            Assert.False(plain[i].allclose(guided[i], 1e-3, 1e-3));
            bool isShape = i == networks.ShapeIndex;
            Assert.True(shapeOnly[i].equal(isShape ? guided[i] : plain[i]).all().item<bool>());
            Assert.True(layoutOnly[i].equal(isShape ? plain[i] : guided[i]).all().item<bool>());
        }

        Assert.All(At(Outside, 0, 0).Zip(At(Outside, 2, 2)), p => Assert.True(p.First.equal(p.Second).all().item<bool>()));
    }
}
