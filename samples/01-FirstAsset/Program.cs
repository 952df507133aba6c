// Two pictures become 3D assets: a photograph whose object the segmenter finds, and a picture whose alpha channel is the mask.
// Usage: dotnet run --project samples/01-FirstAsset [output folder]
using System.Diagnostics;
using Sam3D;
using Sam3D.Rendering;

var clock = Stopwatch.StartNew();
string pictures = Path.Combine(AppContext.BaseDirectory, "pictures");
string output = Directory.CreateDirectory(args.Length > 0 ? args[0] : "out").FullName;

using var pipeline = ReconstructionPipeline.Create();
using var segmenter = SalientObjectSegmenter.CreateDefault();
Console.WriteLine($"Running on {pipeline.Device.Name}.");

foreach (string name in (string[])["baby-bottle", "coffee"])
{
    var photo = RgbImage.Load(Path.Combine(pictures, name + ".png"));
    Mask mask = photo.AlphaMask ?? (await segmenter.SegmentAsync(photo, SegmentationPrompt.Salient))[0].Mask;
    Reconstruction asset = await pipeline.ReconstructAsync(photo, mask);

    asset.Mesh.SaveGlb(Path.Combine(output, name + ".glb"));
    asset.Mesh.SavePly(Path.Combine(output, name + ".ply"));
    asset.Gaussians.Save(Path.Combine(output, name + ".gaussians.ply"));
    ContactSheet.Compose(photo, mask, asset.Mesh, asset.Pose).SavePng(Path.Combine(output, name + ".png"));

    Console.WriteLine($"{name}: {asset.Voxels.Count:N0} voxels, {asset.Mesh.TriangleCount:N0} triangles, {asset.Gaussians.Count:N0} Gaussians");
    foreach (StageTiming timing in asset.Timings)
    {
        Console.WriteLine($"  {timing.Stage,-22} {timing.Elapsed.TotalMilliseconds,8:N0} ms");
    }
}

using var process = Process.GetCurrentProcess();
Console.WriteLine($"Wrote GLB, PLY, splats and PNG of both to {output}");
Console.WriteLine($"Time {clock.Elapsed.TotalSeconds:N1} s, peak memory {process.PeakWorkingSet64 / 1048576.0:N0} MB");
