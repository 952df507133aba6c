using System.Globalization;

namespace Sam3D.Conversion;

/// <summary>
/// A stand-in for the released checkpoint of SAM 3D Objects, whose weights are not free to pass on: a folder with the same files, names, shapes, element types and
/// configurations, and random weights. It converts and runs like the release, at the same cost. The results mean nothing.
/// </summary>
/// <remarks>
/// The weights are scaled so that activations keep the magnitude of 1, about a tenth of the voxels are occupied, in connected sheets, MoGe's points lie in front of
/// a camera, and the mesh decoder gives a surface. Equal seeds give equal bytes on every machine; all copies of DINOv2 are equal, as in the release.
/// </remarks>
public static class SyntheticCheckpoint
{
    /// <summary>Where MoGe's weights lie in the folder. The released <c>pipeline.yaml</c> names them by their place on a model hub, so there is no official path.</summary>
    public const string DepthModelFile = CheckpointFolder.DepthModelFile;

    // Headers, alignment and YAML files take far less than this share of the weights.
    private const double SpaceForRest = 1.01;

    /// <summary>Names of the files with weights, as paths in the folder.</summary>
    public static IReadOnlyList<string> WeightFiles => SyntheticNetworks.FileNames;

    /// <summary>The weights of one file, made when they are read; nothing is written.</summary>
    /// <param name="file">One of <see cref="WeightFiles"/>. Names of tensors are those in its state dict.</param>
    /// <param name="options">Sizes, seed and precision; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">There is no such file, or an option is out of range.</exception>
    public static SyntheticWeights Open(string file, SyntheticCheckpointOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        options ??= new SyntheticCheckpointOptions();
        options.Validate();
        return new SyntheticNetworks(options).File(file).Weights;
    }

    /// <summary>Writes the whole folder. It appears under its name only when it is complete.</summary>
    /// <param name="folder">The folder to make; new or empty.</param>
    /// <param name="options">Sizes, seed and precision; <see langword="null"/> takes the defaults.</param>
    /// <param name="progress">Told about files and bytes; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured between parts of tensors; nothing is left behind.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ExportException">The folder is not empty, cannot be written, or the disk has too little room.</exception>
    public static void Write(
        string folder,
        SyntheticCheckpointOptions? options = null,
        IProgress<SyntheticProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Write(folder, options ?? new SyntheticCheckpointOptions(), progress, FreeSpace, cancellationToken);

    /// <summary>The same, asking for the free space in a way of its own.</summary>
    internal static void Write(
        string folder,
        SyntheticCheckpointOptions options,
        IProgress<SyntheticProgress>? progress,
        Func<string, long> freeSpace,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options.Validate();
        var networks = new SyntheticNetworks(options);
        SyntheticFile[] files = [.. WeightFiles.Select(networks.File)];
        long total = files.Sum(f => f.Bytes), written = 0;
        using var target = new AtomicFolder(folder);
        CheckSpace(folder, (long)(total * SpaceForRest), freeSpace(target.Path));
        target.Guard("cannot be written", () =>
        {
            foreach (string name in SyntheticNetworks.ConfigNames)
            {
                File.WriteAllText(Path.Combine(target.Path, name), networks.Config(name));
            }

            foreach (SyntheticFile file in files)
            {
                string path = Path.Combine(target.Path, file.Name.Replace('/', Path.DirectorySeparatorChar));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                progress?.Report(new SyntheticProgress(file.Name, written, total));
                file.Write(
                    path,
                    bytes => progress?.Report(new SyntheticProgress(file.Name, written += bytes, total)),
                    cancellationToken);
            }
        });
        target.Complete();
        progress?.Report(new SyntheticProgress("", total, total));
    }

    private static void CheckSpace(string folder, long needed, long free)
    {
        if (free < needed)
        {
            string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
            throw new ExportException(
                $"{Wording.Path(folder)} lies on a drive with {Gigabytes(free)} GB of free space, {Gigabytes(needed)} GB are needed; free some, or choose another drive, half precision or the small size.");
        }
    }

    private static long FreeSpace(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return long.MaxValue; // a place that does not tell, such as a network share; writing will
        }
    }
}
