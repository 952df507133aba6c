// A click on a photograph becomes a mask, and the mask a 3D asset; nothing is downloaded.
// Usage: dotnet run --project samples/03-SegmentAndReconstruct [PHOTO X Y] [output folder]
using System.Globalization;
using System.Numerics;
using Sam3D;
using Sam3D.Export;
using Sam3D.Rendering;

bool isGiven = args.Length >= 3;
string path = isGiven ? args[0] : Path.Combine(AppContext.BaseDirectory, "pictures", "coffee.png");
Vector2 place = isGiven ? new(float.Parse(args[1], CultureInfo.InvariantCulture), float.Parse(args[2], CultureInfo.InvariantCulture)) : new(290, 300);
string folder = Directory.CreateDirectory(args.Length is 1 or 4 ? args[^1] : "out").FullName;
string name = Path.Combine(folder, Path.GetFileNameWithoutExtension(path));
try
{
    // 1. A click; its best meaning comes first
    var photo = RgbImage.Load(path);
    using GraphCutSegmenter segmenter = GraphCutSegmenter.CreateDefault();
    using ISegmentationSession session = await segmenter.OpenAsync(photo);
    ScoredMask found = (await session.SegmentAsync(new SegmentationPrompt { Points = [new PointPrompt(place)] }))[0];
    MaskOverlay.Draw(photo, [found]).SavePng(name + ".overlay.png");
    Console.WriteLine($"mask: {found.Mask.Count:N0} pixels, score {found.Score:0.00}, stability {found.Stability:0.00}");

    // 2. The asset
    using var pipeline = ReconstructionPipeline.Create();
    Reconstruction asset = await pipeline.ReconstructAsync(photo, found.Mask, new ReconstructionOptions { Formats = AssetFormats.Mesh });
    Console.WriteLine($"object: {asset.Voxels.Count:N0} voxels, {asset.Mesh.TriangleCount:N0} triangles");

    // 3. As a scene with the camera, and as a sheet
    AtomicFile.Write(name + ".glb", stream => GlbWriter.WriteScene([(asset.Mesh, asset.Pose, "object")], stream, asset.Camera));
    ContactSheet.Compose(photo, found.Mask, asset.Mesh, asset.Pose).SavePng(name + ".sheet.png");
    Console.WriteLine($"Wrote {name}.overlay.png, .glb and .sheet.png");
    return 0;
}
catch (Sam3DException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
