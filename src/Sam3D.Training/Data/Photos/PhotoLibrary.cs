using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Photos;

/// <summary>The photographs of a folder, and the masks beside them. Each is read when it is first asked for and kept at a bounded size.</summary>
/// <remarks>Thread safe. Files are in the order of their relative paths. Links are not followed.</remarks>
internal sealed class PhotoLibrary
{
    private const int MaxFiles = 1_000_000;
    private const int MaxKept = 256;
    private const int MaxSide = 1024;
    private const string MaskEnding = ".mask.png";
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp"];
    private readonly string _folder;
    private readonly string[] _files;
    private readonly int[] _marked;
    private readonly ConcurrentDictionary<int, Lazy<Photo>> _kept = new();

    private PhotoLibrary(string folder, string[] files, int[] marked)
    {
        _folder = folder;
        _files = files;
        _marked = marked;
    }

    /// <summary>Number of photographs.</summary>
    public int Count => _files.Length;

    /// <summary>Numbers of the photographs with a mask.</summary>
    public IReadOnlyList<int> Marked => _marked;

    /// <summary>Lists a folder.</summary>
    /// <exception cref="TrainingDataException">The folder is missing or holds no photograph.</exception>
    public static PhotoLibrary Open(string folder)
    {
        string[] all = SourceFolder.List(folder, Extensions, MaxFiles, "photograph");
        string[] files = [.. all.Where(f => !f.EndsWith(MaskEnding, StringComparison.OrdinalIgnoreCase))];
        if (files.Length == 0)
        {
            throw new TrainingDataException($"{MessageText.OneLine(folder)}: holds masks alone, photographs are expected; check the path.");
        }

        return new PhotoLibrary(folder, files, [.. Enumerable.Range(0, files.Length).Where(i => all.Contains(MaskName(files[i]), StringComparer.Ordinal))]);
    }

    /// <summary>Adds names and contents of all files to a hash.</summary>
    public void AddTo(IncrementalHash hash) => SourceFolder.AddTo(hash, _folder, _files.Concat(_marked.Select(i => MaskName(_files[i]))));

    /// <summary>A photograph, at most 1024 pixels long.</summary>
    /// <exception cref="Sam3DException">A file cannot be read, or its mask does not fit.</exception>
    public Photo Get(int index)
    {
        if (_kept.Count >= MaxKept && !_kept.ContainsKey(index))
        {
            _kept.Clear(); // what is read again is the same
        }

        return _kept.GetOrAdd(index, i => new Lazy<Photo>(() => Load(i))).Value;
    }

    private static string MaskName(string file) => Path.ChangeExtension(file, null) + MaskEnding;

    private Photo Load(int index)
    {
        RgbImage image = RgbImage.Load(Path.Combine(_folder, _files[index]), new ImageReadOptions { ConvertToRgb8 = true });
        Mask? mask = _marked.Contains(index) ? Mask.Load(Path.Combine(_folder, MaskName(_files[index]))) : null;
        if (mask is not null && (mask.Width != image.Width || mask.Height != image.Height || mask.Count == 0))
        {
            throw new MaskException($"{MaskName(_files[index])}: has {mask.Count:N0} of {mask.Width}×{mask.Height} pixels, expected some of {image.Width}×{image.Height}; make it anew from the photograph.");
        }

        float shrink = Math.Min(1, (float)MaxSide / Math.Max(image.Width, image.Height));
        int width = Math.Max(1, (int)(image.Width * shrink)), height = Math.Max(1, (int)(image.Height * shrink));
        return new Photo(PictureResizer.Resize(image, width, height), mask is null ? null : Nearest(mask, width, height));
    }

    private static Mask Nearest(Mask mask, int width, int height)
    {
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = mask[i % width * mask.Width / width, i / width * mask.Height / height] ? (byte)1 : (byte)0;
        }

        return new Mask(width, height, values);
    }
}
