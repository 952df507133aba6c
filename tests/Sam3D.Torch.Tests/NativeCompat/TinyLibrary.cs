using System.Text;

namespace Sam3D.Torch.Tests;

/// <summary>Makes shared libraries that consist of their tables of symbols and versions.</summary>
internal sealed class TinyLibrary
{
    private const int HeaderSize = 64;

    private readonly List<(uint Name, bool IsDefined, ushort Version)> _symbols = [(0, false, 0)];
    private readonly List<(string File, (string Version, ushort Number)[] Versions)> _needs = [];
    private readonly List<string> _definitions = [];
    private readonly MemoryStream _text = new();

    public TinyLibrary() => _text.WriteByte(0);

    public TinyLibrary Symbol(string name, ushort version, bool isDefined = false)
    {
        _symbols.Add((Name(name), isDefined, version));
        return this;
    }

    public TinyLibrary Needs(string file, params (string Version, ushort Number)[] versions)
    {
        _needs.Add((file, versions));
        return this;
    }

    public TinyLibrary Defines(params string[] versions)
    {
        _definitions.AddRange(versions);
        return this;
    }

    public byte[] Build()
    {
        byte[] symbols = Bytes(w => _symbols.ForEach(s => Write(w, s.Name, (ushort)0x12, (ushort)(s.IsDefined ? 7 : 0), 0UL, 0UL)));
        byte[] versions = Bytes(w => _symbols.ForEach(s => w.Write(s.Version)));
        byte[] needs = Bytes(WriteNeeds);
        byte[] definitions = Bytes(WriteDefinitions);
        byte[] dynamic = Bytes(w => Write(w, 14UL, (ulong)Name("libtiny.so"), 0UL, 0UL));
        (uint Type, byte[] Content, uint Link)[] sections =
        [
            (0, [], 0), (3, _text.ToArray(), 0), (11, symbols, 1), (0x6fffffff, versions, 2), (0x6ffffffe, needs, 1), (0x6ffffffd, definitions, 1), (6, dynamic, 1),
        ];
        sections = [.. sections.Where(s => s.Type == 0 || s.Content.Length > 0)];
        return Bytes(w =>
        {
            w.Write("\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0"u8);
            Write(w, (ushort)3, (ushort)62, 1u, 0UL, 0UL, (ulong)(HeaderSize + sections.Sum(s => s.Content.Length)), 0u, (ushort)HeaderSize, (ushort)56, (ushort)0, (ushort)HeaderSize, (ushort)sections.Length, (ushort)0);
            ulong offset = HeaderSize;
            foreach ((_, byte[] content, _) in sections)
            {
                w.Write(content);
            }

            foreach ((uint type, byte[] content, uint link) in sections)
            {
                Write(w, 0u, type, 0UL, 0UL, offset, (ulong)content.Length, link, 0u, 0UL, 0UL);
                offset += (ulong)content.Length;
            }
        });
    }

    private void WriteNeeds(BinaryWriter w)
    {
        foreach ((int i, (string file, (string Version, ushort Number)[] versions)) in _needs.Index())
        {
            uint size = 16 + (16 * (uint)versions.Length);
            Write(w, (ushort)1, (ushort)versions.Length, Name(file), 16u, i + 1 < _needs.Count ? size : 0u);
            foreach ((int k, (string version, ushort number)) in versions.Index())
            {
                Write(w, 0u, (ushort)0, number, Name(version), k + 1 < versions.Length ? 16u : 0u);
            }
        }
    }

    private void WriteDefinitions(BinaryWriter w)
    {
        foreach ((int i, string version) in _definitions.Index())
        {
            Write(w, (ushort)1, (ushort)0, (ushort)(i + 1), (ushort)1, 0u, 20u, i + 1 < _definitions.Count ? 28u : 0u, Name(version), 0u);
        }
    }

    private uint Name(string name)
    {
        uint at = (uint)_text.Length;
        _text.Write(Encoding.ASCII.GetBytes(name + '\0'));
        return at;
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, params object[] values)
    {
        foreach (object value in values)
        {
            switch (value)
            {
                case ushort v: writer.Write(v); break;
                case uint v: writer.Write(v); break;
                case ulong v: writer.Write(v); break;
                default: throw new ArgumentException($"{value.GetType()} is not written.", nameof(values));
            }
        }
    }
}
