using System.Numerics;

namespace Sam3D.Conversion.Tests;

/// <summary>Well-formed pickles whose tensors and storages lie. Each file has one storage of 16 bytes.</summary>
internal static class TensorAttacks
{
    private const long Huge = 1L << 62;

    public static IEnumerable<Attack> All()
    {
        yield return View("view-beyond-storage", 4, 0, [5], [1], "storage has 4 elements");
        yield return View("offset-beyond-storage", 4, 4, [1], [1], "storage has 4 elements");
        yield return View("stride-beyond-storage", 4, 0, [2, 2], [4, 1], "storage has 4 elements");
        yield return View("stride-overflow", 4, 0, [3, 3], [Huge, Huge], "storage has 4 elements");
        yield return View("negative-offset", 4, -1, [1], [1], "no valid view");
        yield return View("negative-size", 4, 0, [-2, -2], [1, 1], "no valid view");
        yield return View("negative-stride", 4, 3, [4], [-1], "no valid view");
        yield return View("rank-mismatch", 4, 0, [2, 2], [1], "no valid view");
        yield return View("rank-65", 4, 0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)], "no valid view");
        yield return View("shape-overflow", 4, 0, [Huge, Huge, Huge], [0, 0, 0], "storage has 4 elements");
        yield return View("repeated-terabyte", 4, 0, [1L << 38], [0], "MaxRepeatedBytes");
        yield return View("huge-empty", 4, 0, [Huge, 0, Huge], [1, 1, 1], null);

        yield return View("storage-count-high", 5, 0, [1], [1], "5 elements");
        yield return View("storage-count-low", 3, 0, [1], [1], "3 elements");
        yield return View("storage-count-negative", -4, 0, [1], [1], "-4 elements");
        yield return View("storage-count-255-bytes", BigInteger.Pow(2, 2000), 0, [1], [1], "persistent id");

        yield return File("storage-missing", new PickleBuilder().Storage("FloatStorage", "7", 4), "'7'");
        yield return File("storage-key-climbs", new PickleBuilder().Storage("FloatStorage", "../../../etc/passwd", 4), "'../../../etc/passwd'");
        yield return File("storage-complex", new PickleBuilder().Storage("ComplexDoubleStorage", "0", 2), "'torch.ComplexDoubleStorage'");
        yield return File("persid-string", new PickleBuilder().Text("os.system").Op("Q"), "'os.system'");
        yield return File(
            "persid-not-class",
            new PickleBuilder().Op("(").Text("storage").Text("os.system").Text("0").Text("cpu").Int(4).Op("tQ"),
            "persistent id");
        yield return File(
            "size-255-bytes",
            new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("FloatStorage", "0", 4).Int(0)
                .Int(BigInteger.Pow(2, 2000)).Raw(0x85).Ints([1]).Raw(0x89).Global("collections", "OrderedDict").Op(")RtR"),
            "an int as a size");
        yield return File(
            "size-is-string",
            new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Op("(").Storage("FloatStorage", "0", 4).Int(0)
                .Text("4").Raw(0x85).Ints([1]).Raw(0x89).Global("collections", "OrderedDict").Op(")RtR"),
            "the string '4' as a size");
        yield return File(
            "rebuild-without-storage",
            new PickleBuilder().Global("torch._utils", "_rebuild_tensor_v2").Op(")R"),
            "torch._utils._rebuild_tensor_v2");
        yield return File(
            "parameter-of-dict",
            new PickleBuilder().Global("torch._utils", "_rebuild_parameter").Op("}").Raw(0x88).Global("collections", "OrderedDict").Op(")R\x87R"),
            "torch._utils._rebuild_parameter");
    }

    private static Attack View(string name, BigInteger count, long offset, long[] shape, long[] stride, string? refused) =>
        File(name, new PickleBuilder().Op("}").Text("x").Tensor("FloatStorage", "0", count, offset, shape, stride).Op("s"), refused);

    private static Attack File(string name, PickleBuilder pickle, string? refused) =>
        new(name + ".pt", PyTorchWriter.File(pickle.Stop(), storages: new byte[16]), refused);
}
