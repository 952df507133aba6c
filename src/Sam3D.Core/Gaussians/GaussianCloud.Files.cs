namespace Sam3D.Gaussians;

/// <content>Files: the format is that of the file's ending.</content>
public sealed partial class GaussianCloud
{
    /// <summary>The file endings that <see cref="Save"/> and <see cref="Load"/> know.</summary>
    public static IReadOnlyList<string> FileEndings { get; } = [".ply", ".splat", ".spz"];

    /// <summary>
    /// Saves the Gaussians: .ply keeps every number (<see cref="GaussianPly"/>), .splat and .spz are compact (<see cref="GaussianSplat"/>,
    /// <see cref="GaussianSpz"/>). All or nothing; an existing file is replaced.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="ExportException">The ending is unknown, a number cannot be written, or the file cannot.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        switch (Ending(path))
        {
            case ".ply":
                this.SavePly(path);
                break;
            case ".splat":
                this.SaveSplat(path);
                break;
            case ".spz":
                this.SaveSpz(path);
                break;
            default:
                throw new ExportException($"Cannot write {MessageText.Quote(path)}: {Unknown(path)}");
        }
    }

    /// <summary>Reads a file of Gaussians in the format that its ending names: .ply, .splat or .spz.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> for the defaults.</param>
    /// <returns>A cloud whose raw numbers are those of the file: no box, no biases, no smallest scale.</returns>
    /// <exception cref="GaussianFileException">The ending is unknown, or the file is missing, damaged, foreign or above the limits.</exception>
    /// <exception cref="ArgumentException">A limit is out of range.</exception>
    public static GaussianCloud Load(string path, GaussianReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new GaussianReadOptions();
        options.Validate();
        return Ending(path) switch
        {
            ".ply" => GaussianPly.Load(path, new GaussianPlyReadOptions { MaxGaussians = options.MaxGaussians }),
            ".splat" => GaussianSplat.Load(path, options),
            ".spz" => GaussianSpz.Load(path, options),
            _ => throw new GaussianFileException($"Cannot read {MessageText.Quote(path)}: {Unknown(path)}"),
        };
    }

    private static string Ending(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static string Unknown(string path) =>
        $"the file ending {MessageText.Quote(Ending(path))} is no format of Gaussians; use one of {string.Join(", ", FileEndings)}.";
}
