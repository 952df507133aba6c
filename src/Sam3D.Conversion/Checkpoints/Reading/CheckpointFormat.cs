using System.Text;

namespace Sam3D.Conversion;

/// <summary>Tells formats apart by their first bytes.</summary>
internal static class CheckpointFormat
{
    private const int TarMagicAt = 257;

    /// <summary>Whether the file begins with a zip entry.</summary>
    public static bool IsZip(CheckpointSource source) => Head(source).AsSpan().StartsWith("PK\x03\x04"u8);

    /// <summary>Whether the file has the brace that stands behind a header length, or is too short to tell.</summary>
    public static bool MayBeSafetensors(CheckpointSource source) => Head(source) is not { Length: > 8 } head || head[8] == '{';

    /// <summary>Refuses, by name, formats that are often met where a checkpoint is expected.</summary>
    public static void RefuseForeign(CheckpointSource source)
    {
        ReadOnlySpan<byte> head = Head(source);
        // A safetensors header of 640 bytes begins like a pickle of protocol 2, but its ninth byte is always a brace.
        bool pickle = head is [0x80, >= 1 and <= 5, ..] && (head.Length <= 8 || head[8] != '{');
        if (pickle || (head.Length > TarMagicAt && head[TarMagicAt..].StartsWith("ustar"u8)))
        {
            throw source.Refuse("is in PyTorch's old format (before 1.6, a bare pickle or tar); load it in PyTorch and save it anew with torch.save(state_dict, path)");
        }

        if (head.StartsWith("GGUF"u8) || head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..])
        {
            throw source.Refuse("is a GGUF or HDF5 file, which is not read; give a safetensors or PyTorch file");
        }

        if (!IsText(head))
        {
            return;
        }

        // A page or a pointer, or the server's refusal.
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF').TrimStart();
        throw source.Refuse(FailedDownload.Describe(text, "a checkpoint")
            ?? $"is a text that begins with {Wording.Quote(text)}, neither a safetensors file nor a PyTorch zip file; fetch the file again, or check the path");
    }

    /// <summary>Whether there are no bytes that only binary files have. Both formats that are read begin with some.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (byte b in head)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r') or 0x7f)
            {
                return false;
            }
        }

        return head.Length > 0;
    }

    private static byte[] Head(CheckpointSource source) => source.Read(0, (int)Math.Min(source.Length, TarMagicAt + 8));
}
