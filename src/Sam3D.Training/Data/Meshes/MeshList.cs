using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Sam3D.Import;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Data.Meshes;

/// <summary>Reads lists of meshes: tab-separated tables with a line of column names, as catalogues of furniture have them.</summary>
/// <remarks>
/// <c>file</c> (or <c>obj</c>) must be there. <c>width_cm</c>, <c>depth_cm</c> and <c>height_cm</c> are there all three or none. <c>model_rotation</c> is nine numbers of a 3×3
/// matrix, row by row, of column vectors with y up and the front towards +z; empty for none. Other columns are not looked at.
/// </remarks>
internal static class MeshList
{
    private const float LargestSize = 1e6f, RotationTolerance = 0.01f;
    private static readonly string[] SizeColumns = ["width_cm", "depth_cm", "height_cm"];

    /// <summary>Reads a list.</summary>
    /// <param name="path">The list.</param>
    /// <param name="folder">The folder that its files lie in.</param>
    /// <returns>The meshes in the list's order, and the SHA-256 of the list.</returns>
    /// <exception cref="TrainingDataException">The list is missing, too large, lacks a column, or has a line that cannot be used.</exception>
    public static (MeshListEntry[] Entries, byte[] Digest) Read(string path, string folder)
    {
        byte[] bytes = ReadBounded(path);
        using var reader = new StreamReader(new MemoryStream(bytes));
        string[] names = Cells(reader.ReadLine() ?? throw Error(path, "is empty, a line of column names is expected; write one"));
        int file = Column(path, names, "file") ?? Column(path, names, "obj")
            ?? throw Error(path, "has no column 'file' (or 'obj'), expected the meshes' paths there; its first line must name the columns, separated by tabs");
        int[] sizes = [.. SizeColumns.Select(name => Column(path, names, name) ?? -1)];
        if (sizes.Any(c => c >= 0) && Array.FindIndex(sizes, c => c < 0) is >= 0 and int missing)
        {
            throw Error(path, $"has no column '{SizeColumns[missing]}', expected all or none of {string.Join(", ", SizeColumns)}; add it");
        }

        int turn = Column(path, names, "model_rotation") ?? -1;
        string root = Path.GetFullPath(folder);
        var entries = new List<MeshListEntry>();
        for (int number = 2; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (entries.Count >= MeshLibrary.MaxFiles)
            {
                throw Error(path, $"has more than {MeshLibrary.MaxFiles:N0} meshes; split it");
            }

            string[] cells = Cells(line);
            var place = new Place(path, number);
            entries.Add(new MeshListEntry(
                File(place, root, Cell(cells, file)),
                sizes[0] < 0 ? null : new Vector3(Size(place, cells, sizes, 0), Size(place, cells, sizes, 1), Size(place, cells, sizes, 2)),
                Cell(cells, turn) is { Length: > 0 } text ? Turn(place, text) : null));
        }

        return entries.Count > 0 ? ([.. entries], SHA256.HashData(bytes)) : throw Error(path, "names no mesh, at least one is expected below the line of column names; add it");
    }

    private static byte[] ReadBounded(string path)
    {
        try
        {
            using FileStream stream = System.IO.File.OpenRead(path);
            if (stream.Length > DatasetLimits.MaxMeshListBytes)
            {
                throw Error(path, $"has {stream.Length:N0} bytes, the limit for a list of meshes is {DatasetLimits.MaxMeshListBytes:N0}; split it");
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Error(path, $"cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}), a list of meshes is expected; check the path and its permissions", e);
        }
    }

    private static string[] Cells(string line) => [.. line.Split('\t').Select(c => c.Trim())];

    private static string Cell(string[] cells, int column) => column >= 0 && column < cells.Length ? cells[column] : "";

    private static int? Column(string path, string[] names, string name)
    {
        int first = Array.IndexOf(names, name);
        return first >= 0 && Array.LastIndexOf(names, name) != first ? throw Error(path, $"has the column '{name}' twice; remove one") : first >= 0 ? first : null;
    }

    private static string File(Place place, string root, string name)
    {
        string relative = name.Replace('\\', '/');
        string[] parts = relative.Split('/');
        if (Path.IsPathRooted(relative) || relative.Contains('\0') || relative.Contains(':') || parts.Any(p => p is "" or "." or ".."))
        {
            throw place.Error($"names {MessageText.Quote(name)}, expected a relative path in the folder of meshes; correct it");
        }

        if (!MeshFile.Extensions.Contains(Path.GetExtension(relative).ToLowerInvariant()))
        {
            throw place.Error($"names {MessageText.Quote(name)}, expected a mesh ({string.Join(", ", MeshFile.Extensions)}); convert it to GLB");
        }

        string path = root;
        for (int i = 0; i < parts.Length; i++)
        {
            path = Path.Combine(path, parts[i]);
            FileSystemInfo info = i < parts.Length - 1 ? new DirectoryInfo(path) : new FileInfo(path);
            if (!info.Exists)
            {
                throw place.Error($"names {MessageText.Quote(name)}, which does not exist in the folder of meshes; remove the line, or add the file");
            }

            if (info.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                throw place.Error($"names {MessageText.Quote(name)}, which is reached by a link, expected a file of the folder itself; copy it there");
            }
        }

        return relative;
    }

    private static float Size(Place place, string[] cells, int[] columns, int axis)
    {
        string text = Cell(cells, columns[axis]);
        float size = Number(text);
        return size > 0 && size <= LargestSize ? size
            : throw place.Error($"has {SizeColumns[axis]} {MessageText.Quote(text)}, expected a number above 0 and at most {LargestSize:N0}; correct it");
    }

    private static float Number(string text) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : float.NaN;

    // v' = M v with y up; object axes are (x, -z, y) of it, and System.Numerics multiplies row vectors from the left.
    private static Matrix4x4 Turn(Place place, string text)
    {
        float[] m = [.. text.Split((char[]?)null, 10, StringSplitOptions.RemoveEmptyEntries).Select(Number)];
        if (m.Length == 9)
        {
            var turn = new Matrix4x4(
                m[0], -m[6], m[3], 0,
                -m[2], m[8], -m[5], 0,
                m[1], -m[7], m[4], 0,
                0, 0, 0, 1);
            Matrix4x4 rest = (turn * Matrix4x4.Transpose(turn)) - Matrix4x4.Identity;
            float off = Enumerable.Range(0, 16).Max(i => Math.Abs(rest[i / 4, i % 4]));
            if (off <= RotationTolerance && turn.GetDeterminant() > 0)
            {
                return turn;
            }
        }

        throw place.Error($"has model_rotation {MessageText.Quote(text)}, expected nine numbers of a rotation, row by row, or nothing; correct it");
    }

    private static TrainingDataException Error(string path, string problem, Exception? cause = null) => new($"{MessageText.OneLine(path)}: {problem}.", cause);

    private readonly record struct Place(string Path, int Line)
    {
        public TrainingDataException Error(string problem) => MeshList.Error(Path, $"line {Line:N0} {problem}");
    }
}
