using System.Text;

namespace Sam3D.Conversion.Tests;

/// <summary>A hostile or foreign file.</summary>
/// <param name="Name">File name in <c>tests/attacks/checkpoints</c>.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Refused">What the message must name; null when the file is harmless to a reader that executes nothing.</param>
internal sealed record Attack(string Name, byte[] Bytes, string? Refused)
{
    /// <summary>All checkpoint attacks.</summary>
    public static IReadOnlyDictionary<string, Attack> All { get; } =
        PickleAttacks.All().Concat(TensorAttacks.All()).Concat(ZipAttacks.All()).Concat(SafetensorsAttacks.All()).Concat(ForeignFiles.All())
            .ToDictionary(a => a.Name);

    public override string ToString() => Name;

    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
