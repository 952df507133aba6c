using System.Buffers.Binary;

namespace Sam3D.Conversion.Tests;

/// <summary>Zip files whose directory lies, and zip files that are not checkpoints.</summary>
internal static class ZipAttacks
{
    private static readonly byte[] Pickle = new PickleBuilder().Op("}").Text("x").Tensor("FloatStorage", "0", 4, 0, [4], [1]).Op("s").Stop();

    public static IEnumerable<Attack> All()
    {
        yield return Named("zip-climbs", "../../../etc/cron.d/x");
        yield return Named("zip-absolute", "/etc/passwd");
        yield return Named("zip-backslash", "archive\\..\\x");
        yield return Named("zip-drive", "C:x");
        yield return Named("zip-dot", "archive/./x");
        yield return new Attack("zip-no-name.pt", Valid().Add("", "x").Build(), "''");

        yield return Tampered("zip-size-beyond-file", 20, [0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f], "'archive/data/0'");
        yield return Tampered("zip-sizes-differ", 24, [1, 0, 0, 0], "'archive/data/0'");
        yield return Tampered("zip-start-beyond-file", 42, [0xff, 0xff, 0xff, 0x7f], "'archive/data/0'");
        yield return Tampered("zip-start-shifted", 42, [3, 0, 0, 0], "local header");
        yield return Tampered("zip-size-without-zip64", 24, [0xff, 0xff, 0xff, 0xff], "'archive/data/0'");
        yield return Tampered("zip-encrypted", 8, [1, 0], "encrypted");
        yield return Tampered("zip-deflated", 10, [8, 0], "compressed (method 8)");
        yield return Tampered("zip-name-length", 28, [0xff, 0xff], "reaches beyond");
        yield return Tampered("zip-other-disk", 34, [1, 0], "'archive/data/0'");
        yield return Tampered("zip-name-not-utf8", 46, [0xc3, 0x28], "UTF-8");
        yield return Tampered("zip-entry-signature", 0, [0], "damaged");

        yield return new Attack("zip-same-name-twice.pt", Valid().Add("archive/data.pkl", "x").Build(), "twice");
        yield return new Attack("zip-overlap.pt", Valid().Alias("archive/data/1", of: "archive/data/0").Build(), "overlaps");
        yield return new Attack("zip-bomb.pt", Bomb(), "compressed (method 8)");

        byte[] valid = Valid().Build();
        yield return new Attack("zip-cut-directory.pt", valid[..^30], "no zip directory");
        yield return new Attack("zip-count-high.pt", Patch(valid, valid.Length - 14, 0xff, 0xff, 0xff, 0xff), "entry");
        yield return new Attack("zip-count-low.pt", Patch(valid, valid.Length - 14, 1, 0, 1, 0), "bytes more");
        yield return new Attack("zip-directory-size.pt", Patch(valid, valid.Length - 10, 0xff, 0xff, 0xff, 0x7f), "contradicts");
        yield return new Attack("zip-many-disks.pt", Patch(valid, valid.Length - 18, 1, 0), "contradicts");
        yield return new Attack("zip-comment-lies.pt", Patch(valid, valid.Length - 2, 9, 0), "no zip directory");

        byte[] zip64 = Valid().Build(zip64: true);
        yield return new Attack("zip64-record-outside.pt", Patch(zip64, zip64.Length - 34, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), "zip64 record");
        yield return new Attack("zip64-directory-outside.pt", Patch(zip64, zip64.Length - 50, 0, 0, 0, 0, 0, 0, 0, 0x80), "contradicts");
        yield return new Attack("zip64-count-lies.pt", Patch(zip64, zip64.Length - 66, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), "entry");

        // The last entry's zip64 field (number, length, size, size, start) stands before the records at the end, of 56, 20 and 22 bytes.
        int records = zip64.Length - 98;
        yield return new Attack("zip64-start-beyond-file.pt", Patch(zip64, records - 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), "'archive/version'");
        yield return new Attack("zip64-start-negative.pt", Patch(zip64, records - 8, 0, 0, 0, 0, 0, 0, 0, 0x80), "'archive/version'");
        yield return new Attack("zip64-size-negative.pt", Patch(zip64, records - 24, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0x80), "'archive/version'");
        yield return new Attack("zip64-field-short.pt", Patch(zip64, records - 26, 8, 0), "too short");
        yield return new Attack("zip64-field-beyond-entry.pt", Patch(zip64, records - 26, 0xff, 0xff), "reaches beyond its entry");

        yield return new Attack("no-pickle.pt", new ZipBuilder().Add("archive/version", "3").Build(), "data.pkl");
        yield return new Attack("two-pickles-in-zip.pt", Valid().Add("other/data.pkl", Pickle).Build(), "2 entries");
        yield return new Attack("big-endian.pt", new ZipBuilder().Add("a/data.pkl", Pickle).Add("a/byteorder", "big").Add("a/data/0", new byte[16]).Build(), "byte order");
        yield return new Attack("torchscript-code.pt", Valid().Add("archive/code/__torch__.py", "class M: pass").Build(), "TorchScript");
        yield return new Attack("torchscript-constants.pt", Valid().Add("archive/constants.pkl", "x").Build(), "TorchScript");
    }

    private static ZipBuilder Valid(Action<string, byte[]>? tamper = null) =>
        new ZipBuilder { Tamper = tamper }.Add("archive/data.pkl", Pickle).Add("archive/data/0", new byte[16]).Add("archive/version", "3\n");

    private static Attack Named(string name, string entry) => new(name + ".pt", Valid().Add(entry, "x").Build(), $"'{entry}'");

    // Only the storage's entry is changed.
    private static Attack Tampered(string name, int at, byte[] bytes, string refused)
    {
        ZipBuilder zip = Valid((entry, header) =>
        {
            if (entry == "archive/data/0")
            {
                bytes.CopyTo(header, at);
            }
        });
        return new Attack(name + ".pt", zip.Build(), refused);
    }

    private static byte[] Patch(byte[] file, int at, params byte[] bytes)
    {
        byte[] patched = [.. file];
        bytes.CopyTo(patched, at);
        return patched;
    }

    // A pickle of 2 GB by its directory, behind a few compressed bytes.
    private static byte[] Bomb() => new ZipBuilder
    {
        Tamper = (_, header) =>
        {
            header[10] = 8;
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), int.MaxValue);
        },
    }.Add("archive/data.pkl", new byte[2_000]).Build();
}
