using System.Numerics;
using Sam3D.Gaussians;
using Sam3D.Meshing;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training.Tests;

/// <summary>Losses at places where their value is known.</summary>
public sealed class LossTests
{
    [Fact]
    public void The_right_occupancy_costs_nothing_and_the_wrong_one_much()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor occupancy = AlignedTensor.Create([1f, 0f, 1f, 0f], 1, 4), sure = AlignedTensor.Create([30f, -30f, 30f, -30f], 1, 4);
        Assert.Equal(0, StructureLosses.CrossEntropy(sure, occupancy).item<float>(), 1e-6);
        Assert.Equal(0, StructureLosses.Dice(sure, occupancy).item<float>(), 1e-6);
        Assert.Equal(30, StructureLosses.CrossEntropy(sure.neg(), occupancy).item<float>(), 1e-4);
        Assert.Equal(0.8f, StructureLosses.Dice(sure.neg(), occupancy).item<float>(), 1e-5); // 1 − (0 + 1) / (2 + 2 + 1)
        Assert.Equal(0.5f, CandidateMaker.Score(AlignedTensor.Create([1f, 1f, -1f, -1f], 1, 4), AlignedTensor.Create([1f, 0f, 0f, 0f], 1, 4)).item<float>(), 1e-5);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0.5)]
    [InlineData(0, 1, 0.35914)] // (e − 1 − 1) / 2
    public void Divergence_from_the_normal_distribution_is_as_in_the_formula(float mean, float logVariance, double expected) =>
        Assert.Equal(expected, StructureLosses.KullbackLeibler(AlignedTensor.Create([mean]), AlignedTensor.Create([logVariance])).item<float>(), 1e-5);

    [Fact]
    public void Preference_prefers_a_smaller_error_of_the_preferred_than_of_the_rejected()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor reference = AlignedTensor.Create([1f, 1f]);
        (torch.Tensor even, _) = PreferenceLoss.Compute(reference, reference, 10);
        Assert.Equal(Math.Log(2), even.item<float>(), 1e-6);
        (torch.Tensor better, torch.Tensor accuracy) = PreferenceLoss.Compute(AlignedTensor.Create([0.9f, 1.1f]), reference, 10);
        Assert.Equal(Math.Log(1 + Math.Exp(-2)), better.item<float>(), 1e-5);
        Assert.Equal(1, accuracy.item<float>());
        (torch.Tensor worse, torch.Tensor none) = PreferenceLoss.Compute(AlignedTensor.Create([1.1f, 0.9f]), reference, 10);
        Assert.Equal(Math.Log(1 + Math.Exp(2)), worse.item<float>(), 1e-5);
        Assert.Equal(0, none.item<float>());
    }

    [Fact]
    public void Covariances_are_those_of_the_cloud()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var random = new StepRandom(1, 2);
        var activations = new GaussianActivations { ScaleBias = 0.01f, MinimumScale = 0.002f };
        torch.Tensor scales = random.Normal(1, 3, 3), rotations = random.Normal(2, 3, 4);
        var fields = new GaussianFields<torch.Tensor>(torch.zeros(3, 3), torch.zeros(3, 3), scales, rotations, torch.zeros(3, 1));
        float[] made = GaussianLoss.Covariance(fields, activations, 3, 1).contiguous().data<float>().ToArray();
        var cloud = new GaussianCloud(activations, new float[9], new float[9], scales.data<float>().ToArray(), rotations.data<float>().ToArray(), new float[3]);
        for (int i = 0; i < 3; i++)
        {
            Matrix4x4 turn = Matrix4x4.CreateFromQuaternion(cloud.Rotation(i));
            Vector3[] axes = [new(turn.M11, turn.M12, turn.M13), new(turn.M21, turn.M22, turn.M23), new(turn.M31, turn.M32, turn.M33)];
            for (int r = 0; r < 3; r++)
            {
                for (int c = 0; c < 3; c++)
                {
                    float expected = Enumerable.Range(0, 3).Sum(a => cloud.Scale(i)[a] * cloud.Scale(i)[a] * axes[a][r] * axes[a][c]);
                    Assert.Equal(expected, made[(i * 9) + (r * 3) + c], 1e-5f * Math.Max(1, Math.Abs(expected)));
                }
            }
        }
    }

    [Fact]
    public void Features_that_are_the_targets_make_the_box_again()
    {
        TrainingItem box = new BlockData(1).Read(0);
        VoxelTargets targets = VoxelTargets.Create(SurfaceVoxels.Of(box.Voxels), box.Surface);
        int[] all = [.. Enumerable.Range(0, targets.Voxels.Length)];
        VoxelIndex[] cubes = VoxelTensors.Subdivide(targets.Voxels).Cubes;
        MeshTargets mesh = MeshTargets.Create(targets, all, cubes);
        float[] features = new float[cubes.Length * FlexiCubesExtraction.FeatureCount];
        for (int cube = 0; cube < cubes.Length; cube++)
        {
            for (int corner = 0; corner < 8; corner++)
            {
                features[(cube * FlexiCubesExtraction.FeatureCount) + corner] = mesh.Distances[(cube * 8) + corner];
            }
        }

        TriangleMesh made = FlexiCubesExtraction.Extract(new SparseVoxels(4 * targets.Resolution, cubes), features);
        Assert.NotEmpty(made.Indices);
        var surface = new NearestSamples(box.Surface.Positions, 16);
        int[] found = new int[1];
        float voxel = 1f / targets.Resolution;
        float limit = Enumerable.Range(0, 3).Max(a => box.Surface.Positions.Max(p => Math.Abs(p[a])));
        int near = made.Positions.Count(p =>
        {
            surface.Find(p, found);
            return Vector3.Distance(p, box.Surface.Positions[found[0]]) < voxel;
        });
        Assert.True(near > 0.5 * made.Positions.Length, $"{near} of {made.Positions.Length} vertices lie near the surface."); // the rest is the inner side of the shell
        Assert.All(made.Positions, p => Assert.True(Math.Max(Math.Abs(p.X), Math.Max(Math.Abs(p.Y), Math.Abs(p.Z))) < limit + (0.5f * voxel)));
    }

    [Fact]
    public void The_nearest_samples_are_those_of_a_plain_search()
    {
        var random = new Random(3);
        Vector3[] points = [.. Enumerable.Range(0, 500).Select(_ => new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, (0.3f * random.NextSingle()) - 0.15f))];
        var finder = new NearestSamples(points, 8);
        int[] found = new int[7];
        for (int i = 0; i < 50; i++)
        {
            Vector3 place = new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f);
            finder.Find(place, found);
            Assert.Equal(points.Select((p, n) => (Distance: Vector3.DistanceSquared(p, place), n)).OrderBy(p => p.Distance).Take(7).Select(p => p.n), found);
        }
    }
}
