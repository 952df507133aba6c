using Sam3D.Import;
using Sam3D.Rendering;

namespace Sam3D.Evaluation;

/// <summary>
/// The layout of evaluation sets on disk. Names tie things together: <c>NAME.glb</c>, <c>NAME.ply</c>, <c>NAME.obj</c> or a folder <c>NAME</c> with one mesh file is a mesh; <c>NAME.png</c> (or .jpg, .jpeg,
/// .webp, .bmp) is a picture, <c>NAME.mask.png</c> its mask where the picture has no transparency, <c>NAME.pose.json</c> a pose.
/// </summary>
public static class EvaluationFolder
{
    /// <summary>The most entries of a folder that are looked at.</summary>
    public const int MaxEntries = 1_000_000;

    private static readonly string[] MeshEndings = [".glb", ".ply", ".obj"]; // the first one counts where a mesh is there several times
    private static readonly string[] PictureEndings = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];
    private static readonly string[] Companions = [".mask", ".sheet"];

    /// <summary>The meshes of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Name and path of each, sorted by name.</returns>
    /// <exception cref="EvaluationException">The folder cannot be read or has no mesh, or a folder in it has several.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Meshes(string folder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Files(folder).OrderBy(f => Rank(f, MeshEndings)).Where(f => Rank(f, MeshEndings) >= 0))
        {
            found.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        foreach (string inner in Read(folder, Directory.EnumerateDirectories))
        {
            string[] meshes = [.. Files(inner).Where(f => Rank(f, MeshEndings) >= 0)];
            if (meshes.Length > 1)
            {
                throw new EvaluationException($"{MessageText.OneLine(inner)} has {meshes.Length} mesh files, one is expected; leave the one that belongs to the object.");
            }

            if (meshes.Length == 1 && !found.TryAdd(Path.GetFileName(inner), meshes[0]))
            {
                throw new EvaluationException($"{MessageText.OneLine(folder)} has a file and a folder of the name '{MessageText.OneLine(Path.GetFileName(inner), 80)}'; leave one.");
            }
        }

        return found.Count > 0 ? [.. found] : throw new EvaluationException(
            $"{MessageText.OneLine(folder)} has no mesh ({string.Join(", ", MeshEndings)}, or folders with one each); give a folder with meshes.");
    }

    /// <summary>The cases of pictures and true meshes of the same names. A pose file beside a picture is the true pose.</summary>
    /// <param name="pictures">The folder of pictures.</param>
    /// <param name="truths">The folder of true meshes; further ones are passed over.</param>
    /// <param name="reading">Limits of the mesh files, and their axes.</param>
    /// <exception cref="EvaluationException">A folder cannot be read, there is no picture, or a picture has no true mesh.</exception>
    public static IReadOnlyList<EvaluationItem> Cases(string pictures, string truths, MeshReadOptions? reading = null)
    {
        var meshes = Meshes(truths).ToDictionary(StringComparer.Ordinal);
        IReadOnlyList<KeyValuePair<string, string>> found = Pictures(pictures);
        string[] missing = [.. found.Select(p => p.Key).Where(name => !meshes.ContainsKey(name))];
        if (missing.Length > 0)
        {
            throw new EvaluationException(
                $"{missing.Length} pictures have no mesh of their name in {MessageText.OneLine(truths)}, the first is '{MessageText.OneLine(missing[0], 80)}'; add the meshes or remove the pictures.");
        }

        return [.. found.Select(p => new EvaluationItem(p.Key, () => WithPicture(p.Key, MeshFile.Load(meshes[p.Key], reading).Mesh, p.Value)))];
    }

    /// <summary>The cases of true meshes alone, or with pictures of the same names where there are any.</summary>
    /// <param name="truths">The folder of true meshes.</param>
    /// <param name="pictures">The folder of pictures, or <see langword="null"/>.</param>
    /// <param name="reading">Limits of the mesh files, and their axes.</param>
    /// <exception cref="EvaluationException">A folder cannot be read or has no mesh.</exception>
    public static IReadOnlyList<EvaluationItem> Truths(string truths, string? pictures = null, MeshReadOptions? reading = null)
    {
        var found = pictures is null ? [] : Pictures(pictures).ToDictionary(StringComparer.Ordinal);
        return [.. Meshes(truths).Select(m => new EvaluationItem(m.Key, () =>
        {
            TriangleMesh mesh = MeshFile.Load(m.Value, reading).Mesh;
            return found.TryGetValue(m.Key, out string? picture)
                ? WithPicture(m.Key, mesh, picture)
                : new EvaluationCase { Name = m.Key, Truth = mesh };
        }))];
    }

    /// <summary>The pose file beside a picture or mesh.</summary>
    internal static string PoseOf(string file) => Path.ChangeExtension(file, ".pose.json");

    private static IReadOnlyList<KeyValuePair<string, string>> Pictures(string folder)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Files(folder).OrderBy(f => Rank(f, PictureEndings)).Where(f => Rank(f, PictureEndings) >= 0))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (!Companions.Any(c => name.EndsWith(c, StringComparison.Ordinal)))
            {
                found.TryAdd(name, file);
            }
        }

        return found.Count > 0 ? [.. found] : throw new EvaluationException(
            $"{MessageText.OneLine(folder)} has no picture ({string.Join(", ", PictureEndings)}); give a folder with pictures.");
    }

    private static EvaluationCase WithPicture(string name, TriangleMesh truth, string picture)
    {
        RgbImage image = RgbImage.Load(picture);
        string maskFile = Path.ChangeExtension(picture, ".mask.png");
        Mask mask = File.Exists(maskFile) ? Mask.Load(maskFile) : Mask.FromAlpha(image);
        mask.ThrowIfUnusableFor(image);
        if (Math.Max(image.Width, image.Height) > SoftwareRasterizer.MaxSize)
        {
            throw new EvaluationException(
                $"{MessageText.OneLine(picture)} has {image.Width}×{image.Height} pixels, silhouettes are drawn up to {SoftwareRasterizer.MaxSize}; make it smaller.");
        }

        (ObjectPose Pose, CameraIntrinsics Camera)? placement = File.Exists(PoseOf(picture)) ? PlacementFile.Read(PoseOf(picture)) : null;
        return new EvaluationCase { Name = name, Truth = truth, Image = image, Mask = mask, Pose = placement?.Pose, Camera = placement?.Camera };
    }

    private static int Rank(string file, string[] endings) => Array.IndexOf(endings, Path.GetExtension(file).ToLowerInvariant());

    private static IReadOnlyList<string> Files(string folder) => Read(folder, Directory.EnumerateFiles);

    private static IReadOnlyList<string> Read(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            string[] entries = [.. enumerate(folder).Take(MaxEntries + 1)];
            return entries.Length <= MaxEntries
                ? [.. entries.Order(StringComparer.Ordinal)]
                : throw new EvaluationException($"{MessageText.OneLine(folder)} has more than {MaxEntries:N0} entries; split it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EvaluationException($"{MessageText.OneLine(folder)} cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}); give a folder.", e);
        }
    }
}
