using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Import;

/// <summary>The materials of an OBJ file: Kd, map_Kd, Ks and Ns of its MTL files. A file or texture that is missing leaves the plain colour.</summary>
internal sealed class MaterialLibrary(string objPath, MeshReadOptions options, MeshBuilder builder)
{
    private readonly Dictionary<string, MeshMaterial> _materials = [];
    private readonly Dictionary<string, int> _used = [];
    private readonly Dictionary<string, MeshTexture?> _textures = [];

    /// <summary>The number of a material.</summary>
    public int Use(string name)
    {
        if (!_used.TryGetValue(name, out int index))
        {
            index = builder.AddMaterial(_materials.TryGetValue(name, out MeshMaterial? known) ? known : new MeshMaterial { BaseColor = new Vector3(0.6f) });
            _used.Add(name, index);
        }

        return index;
    }

    /// <summary>Reads an MTL file beside the OBJ file.</summary>
    public void Load(string name)
    {
        if (Resolve(name) is not { } path)
        {
            return;
        }

        string? current = null;
        foreach ((int number, string line) in TextLines.Of(path, MeshFile.ReadBounded(path, options.MaxBytes, objPath), options))
        {
            string[] words = TextLines.Words(line);
            if (words[0] == "newmtl")
            {
                current = line[6..].Trim();
                if (_materials.Count >= options.MaxMaterials)
                {
                    throw MeshBuilder.Error(path, $"has more than {options.MaxMaterials:N0} materials; simplify it or raise MeshReadOptions.MaxMaterials");
                }

                _materials[current] = new MeshMaterial { BaseColor = new Vector3(0.6f) };
            }
            else if (current is not null)
            {
                _materials[current] = Read(_materials[current], path, number, line, words);
            }
        }
    }

    private MeshMaterial Read(MeshMaterial material, string path, int number, string line, string[] words)
    {
        switch (words[0])
        {
            case "Kd" when words.Length >= 4:
                return material with { BaseColor = material.Texture is null ? Color(1) : Vector3.One };
            case "Ks" when words.Length >= 4:
                return material with { Gloss = Math.Clamp((Value(1) + Value(2) + Value(3)) / 3, 0, 1) };
            case "map_Kd" when words.Length >= 2:
                // Options begin with a minus; the file's name is what follows, with its blanks where there are none.
                string file = words[1][0] == '-' ? words[^1] : line["map_Kd".Length..].Trim();
                return Texture(file) is { } texture ? material with { Texture = texture, BaseColor = Vector3.One } : material;
            default:
                return material;
        }

        float Value(int i) => TextLines.Number(path, number, words[i]);

        Vector3 Color(int i) => new(ColorSpace.ToLinear(Value(i)), ColorSpace.ToLinear(Value(i + 1)), ColorSpace.ToLinear(Value(i + 2)));
    }

    private MeshTexture? Texture(string name)
    {
        if (Resolve(name) is not { } path)
        {
            return null;
        }

        if (!_textures.TryGetValue(path, out MeshTexture? texture))
        {
            var reading = new ImageReadOptions { ConvertToRgb8 = true, MaxBytes = options.MaxBytes, MaxPixels = options.MaxTexturePixels };
            try
            {
                texture = new MeshTexture(RgbImage.Load(path, reading));
            }
            catch (ImageException e)
            {
                throw MeshBuilder.Error(objPath, $"its texture cannot be read: {e.Message.TrimEnd('.')}", e);
            }

            _textures.Add(path, texture);
        }

        return texture;
    }

    // A file in the OBJ file's folder or below, also after following links; null where it does not exist.
    private string? Resolve(string name)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(objPath))!;
        name = name.Replace('\\', '/').Trim('"');
        if (name.Length == 0 || name.Contains('\0') || name.Contains(':') || Path.IsPathRooted(name))
        {
            throw Outside(name);
        }

        string path = Path.GetFullPath(Path.Combine(folder, name));
        if (!IsBelow(folder, path))
        {
            throw Outside(name);
        }

        if (!File.Exists(path))
        {
            return null;
        }

        for (string? part = path; part is not null && part.Length > folder.Length; part = Path.GetDirectoryName(part))
        {
            FileSystemInfo info = File.Exists(part) ? new FileInfo(part) : new DirectoryInfo(part);
            if (info.LinkTarget is not null)
            {
                throw MeshBuilder.Error(objPath, $"names {MessageText.Quote(name)}, which is a link, expected a file of its own folder; copy the file there");
            }
        }

        return path;

        static bool IsBelow(string folder, string path) => path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private MeshFileException Outside(string name) =>
        MeshBuilder.Error(objPath, $"names {MessageText.Quote(name)}, expected a relative path in its own folder; move the file there and name it so");
}
