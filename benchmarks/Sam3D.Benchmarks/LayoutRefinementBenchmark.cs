using System.Numerics;
using BenchmarkDotNet.Attributes;
using Sam3D.Layout;
using Sam3D.Meshing;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>The refinement of a layout beside the geometry that it belongs to: compact-stage1 on one of its sample pictures, one thread.</summary>
public class LayoutRefinementBenchmark
{
    private ModelBundle? _bundle;
    private OnnxGeometryModel? _model;
    private GeometryInput? _input;
    private TriangleMesh _mesh = new([], []);
    private ObjectPose? _pose;
    private CameraIntrinsics _camera;

    [GlobalSetup]
    public void SetUp()
    {
        string sample = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");
        _input = new GeometryInput(RgbImage.Load(Path.Combine(sample, "image.png")), Mask.Load(Path.Combine(sample, "mask.png")));
        _bundle = CompactStage1.OpenBundle();
        _model = new OnnxGeometryModel(_bundle, new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 1 });
        GeometryResult geometry = Geometry(1);
        (_mesh, _pose, _camera) = (SurfaceExtractor.Extract(geometry.Occupancy), geometry.Pose, geometry.Camera);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _model?.Dispose();
        _bundle?.Dispose();
    }

    /// <summary>One shape as it is sampled.</summary>
    [Benchmark(Baseline = true)]
    public GeometryResult OneShape() => Geometry(1);

    /// <summary>Four shapes, without refinement.</summary>
    [Benchmark]
    public GeometryResult FourShapes() => Geometry(4);

    /// <summary>The refinement alone.</summary>
    [Benchmark]
    public LayoutRefinement Refinement() => LayoutRefiner.Refine(_mesh, _pose!, _camera, _input!.Mask);

    /// <summary>One silhouette in the middle of the refinement, drawn and compared.</summary>
    [Benchmark]
    public double Silhouette()
    {
        var raster = new SilhouetteRaster(MaskWindow.Around(_input!.Mask, _input.Mask.GetBounds()!.Value, 96));
        raster.Draw(_mesh.Positions, _mesh.Indices, _pose!, _camera, _input.Mask.Width, _input.Mask.Height);
        return raster.IoU();
    }

    private GeometryResult Geometry(int shapes) =>
        _model!.GenerateAsync(_input!, new GeometryOptions { ShapeCandidates = shapes, RefineLayout = false }).AsTask().GetAwaiter().GetResult();
}
