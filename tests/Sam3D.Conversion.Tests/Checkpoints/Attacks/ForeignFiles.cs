namespace Sam3D.Conversion.Tests;

/// <summary>Files that are met where a checkpoint is expected.</summary>
internal static class ForeignFiles
{
    public static IEnumerable<Attack> All()
    {
        // The magic number with which PyTorch's format before 1.6 begins.
        yield return new Attack("old-pickle.pt", [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'], "old format");
        byte[] tar = new byte[1024];
        "pickle"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));
        yield return new Attack("old-tar.pt", tar, "old format");
        yield return new Attack("lfs-pointer.ckpt", Attack.Latin("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"), "git lfs pull");
        yield return new Attack("web-page.safetensors", Attack.Latin("<!DOCTYPE html><html><body>Not found</body></html>"), "web page");
        yield return new Attack("gguf.safetensors", [.. "GGUF"u8, 3, 0, 0, 0, 0, 0, 0, 0], "GGUF");
        yield return new Attack("hdf5.pt", [0x89, .. "HDF\r\n"u8, 0x1a, 10, 0, 0], "HDF5");
        yield return new Attack("empty.safetensors", [], "too short");
        yield return new Attack("text.ckpt", Attack.Latin("just some text that is no checkpoint"), "neither");
    }
}
