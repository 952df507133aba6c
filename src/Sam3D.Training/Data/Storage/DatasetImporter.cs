using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Storage;

/// <summary>Makes datasets of photographs whose object, mesh and pose are known already, for example of what a data engine has accepted.</summary>
/// <remarks>Written as <see cref="DatasetGenerator"/> writes: a run that was killed is continued by the same call.</remarks>
public static class DatasetImporter
{
    private const float LargestCoordinate = 0.51f;

    // Half of the light, as an 8-bit sRGB number.
    private const int HalfCovered = 188;

    /// <summary>Makes or continues a dataset.</summary>
    /// <param name="folder">Created where it does not exist.</param>
    /// <param name="count">Number of objects.</param>
    /// <param name="read">Gives an object by its number, the same each time; called by many threads at once.</param>
    /// <param name="source">A text that tells these objects from others, for example a digest; the folder keeps it, and other sources are refused.</param>
    /// <param name="options">How; <see langword="null"/> takes the defaults.</param>
    /// <param name="shardSize">Samples a shard, 1 to <see cref="DatasetLimits.MaxShardSize"/>.</param>
    /// <param name="threads">Threads; the result does not depend on it. <see langword="null"/> takes all processors.</param>
    /// <param name="progress">Told the number of finished samples.</param>
    /// <param name="cancellationToken">Stops between samples; finished shards stay.</param>
    /// <returns>The dataset.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="TrainingDataException">The folder holds another dataset, or an object cannot be used.</exception>
    /// <exception cref="ExportException">The folder cannot be written.</exception>
    public static ShardDataset Import(
        string folder,
        int count,
        Func<int, PosedObject> read,
        string source,
        ImportOptions? options = null,
        int shardSize = DatasetGenerator.DefaultShardSize,
        int? threads = null,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentException.ThrowIfNullOrEmpty(source);
        options ??= new ImportOptions();
        options.Validate();
        return DatasetBuilder.Build(
            folder, DatasetManifest.Of(count, shardSize, source, null, options), id => Create(id, read((int)id), options), threads, progress, cancellationToken);
    }

    private static TrainingSample Create(long id, PosedObject item, ImportOptions options)
    {
        item.Mask.ThrowIfUnusableFor(item.Photo);
        (RgbImage image, Mask mask) = Fit(item.Photo, item.Mask, options.ImageSize);
        float depth = item.Pose.Translation.Z;
        string? problem = !(depth > 0 && float.IsFinite(depth) && item.Pose.Scale > 0) ? $"stands at depth {depth} with scale {item.Pose.Scale}, expected both above 0"
            : mask.Count == 0 ? $"cannot be seen in a picture of {image.Width}×{image.Height} pixels, expected a larger object"
            : item.Mesh.Mesh.TriangleCount == 0 || !item.Mesh.Mesh.Positions.All(IsInside) ? "has a mesh without triangles, or beyond [-0.5, 0.5]³, which is expected"
            : null;
        if (problem is not null)
        {
            throw new TrainingDataException($"{MessageText.OneLine(item.Name)}: {problem}; leave it out.");
        }

        var shape = new TrainingObject(item.Name, ObjectSymmetry.None, item.Mesh, new MeshField(item.Mesh.Mesh));
        float[] points = new float[3 * image.Width * image.Height];
        Array.Fill(points, float.NaN);
        return new TrainingSample
        {
            Id = id,
            Family = item.Name,
            Image = image,
            Mask = mask,
            PointMap = new PointMap(image.Width, image.Height, points, isMetric: false),
            Camera = item.Camera,
            Pose = item.Pose with { Translation = item.Pose.Translation / depth, Scale = item.Pose.Scale / depth, IsMetric = false },
            Voxels = Voxelizer.Create(shape, options.Resolution, options.FineDistances),
            Surface = options.SurfacePoints > 0 ? SurfaceScatter.Draw(item.Mesh, options.SurfacePoints, new SampleRandom(0, checked((uint)id), SamplePart.Surface)) : null,
        };
    }

    private static bool IsInside(Vector3 p) => Math.Max(Math.Abs(p.X), Math.Max(Math.Abs(p.Y), Math.Abs(p.Z))) <= LargestCoordinate;

    // The camera is in picture widths and heights, so it stays.
    private static (RgbImage Image, Mask Mask) Fit(RgbImage photo, Mask mask, int side)
    {
        double scale = Math.Min(1, (double)side / Math.Max(photo.Width, photo.Height));
        int width = Math.Max(1, (int)Math.Round(photo.Width * scale)), height = Math.Max(1, (int)Math.Round(photo.Height * scale));
        if (width == photo.Width && height == photo.Height)
        {
            return (photo, mask);
        }

        byte[] grey = [.. mask.Values.ToArray().SelectMany(v => Enumerable.Repeat(v > 0 ? (byte)255 : (byte)0, 3))];
        RgbImage small = PictureResizer.Resize(new RgbImage(photo.Width, photo.Height, grey), width, height);
        byte[] covered = new byte[width * height];
        for (int i = 0; i < covered.Length; i++)
        {
            covered[i] = small.Pixels[3 * i] >= HalfCovered ? (byte)255 : (byte)0;
        }

        return (PictureResizer.Resize(photo, width, height), new Mask(width, height, covered));
    }
}
