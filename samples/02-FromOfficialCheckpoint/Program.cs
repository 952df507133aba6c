// A photograph becomes a 3D asset with the official model, as docs/official-checkpoints.md converts it.
// Usage: dotnet run -c Release --project samples/02-FromOfficialCheckpoint -- PHOTO BUNDLE [MASK] [output folder]
using System.Diagnostics;
using Sam3D;

if (args.Length is < 2 or > 4)
{
    Console.Error.WriteLine("Usage: FromOfficialCheckpoint PHOTO BUNDLE [MASK] [output folder]");
    return 2;
}

var clock = Stopwatch.StartNew();
var (photoPath, bundle) = (args[0], args[1]);
string? maskPath = args.Length > 2 && File.Exists(args[2]) ? args[2] : null;
string output = args.Length > (maskPath is null ? 2 : 3) ? args[^1] : "out";
try
{
    // 1. What to reconstruct: the given mask, else the photograph's transparency, else what the segmenter finds
    var photo = RgbImage.Load(photoPath);
    Mask? mask = maskPath is null ? photo.AlphaMask : Mask.Load(maskPath);
    if (mask is null)
    {
        using var segmenter = SalientObjectSegmenter.CreateDefault();
        mask = (await segmenter.SegmentAsync(photo, SegmentationPrompt.Salient))[0].Mask;
    }

    // 2. Reconstruct
    using var pipeline = ReconstructionPipeline.Create(bundle);
    Console.WriteLine($"Running on {pipeline.Device.Name}.");
    var progress = new Progress<ReconstructionProgress>(p => Console.Write($"\r{p.Stage} {p.Step}/{p.StepCount}      "));
    Reconstruction asset = await pipeline.ReconstructAsync(new GeometryInput(photo, mask), progress: progress);

    // 3. Files
    string name = Path.Combine(Directory.CreateDirectory(output).FullName, Path.GetFileNameWithoutExtension(photoPath));
    if (asset.HasMesh)
    {
        asset.Mesh.SaveGlb(name + ".glb");
    }

    if (asset.HasGaussians)
    {
        asset.Gaussians.Save(name + ".gaussians.ply");
    }

    Console.WriteLine(
        $"\r{asset.Voxels.Count:N0} voxels, {(asset.HasMesh ? asset.Mesh.TriangleCount : 0):N0} triangles, "
        + $"{(asset.HasGaussians ? asset.Gaussians.Count : 0):N0} Gaussians, written to {name}.*");
    foreach (StageTiming timing in asset.Timings)
    {
        Console.WriteLine($"  {timing.Stage,-22} {timing.Elapsed.TotalSeconds,8:N1} s");
    }
}
catch (Sam3DException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

using var process = Process.GetCurrentProcess();
Console.WriteLine($"Time {clock.Elapsed.TotalSeconds:N1} s, peak memory {process.PeakWorkingSet64 / 1048576.0:N0} MB");
return 0;
