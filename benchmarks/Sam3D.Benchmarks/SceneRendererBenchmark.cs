using System.Numerics;
using BenchmarkDotNet.Attributes;
using Sam3D.Rendering;

namespace Sam3D.Benchmarks;

/// <summary>A whole picture of a lit, coloured sphere with depth, normals and mask, 2×2 samples a pixel.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class SceneRendererBenchmark
{
    private ScenePart? _part;
    private CameraIntrinsics _camera;

    [Params(168, 512)]
    public int Size { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        TriangleMesh sphere = RasterizerBenchmark.RenderSphere(BenchmarkRun.IsSmoke ? 24 : 96);
        Vector3[] colors = [.. sphere.Positions.Select(p => p + new Vector3(0.5f))];
        (ObjectPose pose, _camera) = new OrbitCamera().Place(sphere.Positions, Size, Size);
        _part = new ScenePart(new TexturedMesh(new TriangleMesh(sphere.Positions, sphere.Indices, sphere.Normals, colors), materials: [new MeshMaterial { Gloss = 0.3f }]), pose);
    }

    [Benchmark]
    public SceneImage Render() => SceneRenderer.Render([_part!], _camera, new SceneOptions { Width = Size, Height = Size, Threads = Threads });
}
