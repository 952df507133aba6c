namespace Sam3D.Conversion.Tests;

/// <summary>Pickles that try to run code, to exhaust memory or to hang.</summary>
internal static class PickleAttacks
{
    public static IEnumerable<Attack> All()
    {
        // Names of code, by every opcode that can ask for one.
        yield return Pickle("global-os-system", P().Global("os", "system").Op("(").Text("echo owned").Op("tR"), "'os.system'");
        yield return Pickle("stack-global-eval", P(4).Text("builtins").Text("eval").Raw(0x93).Text("1+1").Raw(0x85).Op("R"), "'builtins.eval'");
        yield return Pickle("newobj-popen", P().Global("subprocess", "Popen").Op("(]").Text("true").Op("at\x81"), "'subprocess.Popen'");
        yield return Pickle("inst-os-system", P().Op("(").Text("true").Op("ios\nsystem\n"), "INST");
        yield return Pickle("obj", P().Op("(").Text("os.system").Text("true").Op("o"), "OBJ");
        yield return Pickle("ext1", P().Raw(0x82, 1), "EXT1");
        yield return Pickle("newobj-ex", P(4).Global("torch", "Size").Op(")}").Raw(0x92), "NEWOBJ_EX");
        yield return Pickle("persid-text", P().Op("Pos.system\n"), "PERSID");
        yield return Pickle("next-buffer", P(5).Raw(0x97), "NEXT_BUFFER");
        yield return Pickle("reduce-string", P().Text("os.system").Op(")R"), "REDUCE on the string 'os.system'");
        yield return Pickle("newobj-storage", P().Global("torch", "FloatStorage").Op(")\x81"), "torch.FloatStorage");
        yield return Pickle("build-setstate", P().Tensor("FloatStorage", "0", 2, 0, [2], [1]).Op("}").Text("__setstate__").Text("x").Op("sb"), "BUILD on a tensor");
        yield return Pickle("build-tuple-state", P().Global("collections", "OrderedDict").Op(")RN}\x86" + "b"), "BUILD");
        yield return Pickle("load-from-bytes", P().Global("torch.storage", "_load_from_bytes"), "'torch.storage._load_from_bytes'");
        yield return Pickle("getattr-chain", P().Global("builtins", "getattr"), "'builtins.getattr'");
        yield return Pickle("posix-system", P().Global("posix", "system"), "'posix.system'");
        yield return Pickle("dotted-name", P(4).Text("torch").Text("serialization.os.system").Raw(0x93), "'torch.serialization.os.system'");
        yield return Pickle("omegaconf", P().Op("}").Text("hyper_parameters").Global("omegaconf.dictconfig", "DictConfig"), "'omegaconf.dictconfig.DictConfig'");
        yield return Pickle("functools-partial", P().Global("functools", "partial"), "'functools.partial'");
        yield return Pickle("forged-line", P(4).Text("os").Text("system\nall is well\u2028\u202e").Raw(0x93), "'os.system?all is well??'");
        yield return Pickle("long-name", P(4).Text("os").Text(new string('s', 4_000)).Raw(0x93), "'os.sss");
        yield return Pickle("global-without-end", P().Op("cos"), "without an end");

        // A pickle within a tensor is numbers, and a memo index is not an array length.
        yield return new Attack(
            "pickle-in-storage.pt",
            PyTorchWriter.File(
                P().Op("}").Text("x").Tensor("ByteStorage", "0", 24, 0, [24], [1]).Op("s").Stop(),
                storages: Attack.Latin("\x80\u0002cos\nsystem\nX\x04\0\0\0true\x85R.")[..24]),
            null);
        yield return Pickle("memo-index", P().Op("}r\xff\xff\xff\xff"), null);

        // Sizes that lie.
        yield return Pickle("frame-size", P(4).Raw(0x95, 0, 0, 0, 0, 0, 0, 0, 0x80), "left");
        yield return Pickle("string-size", P(4).Raw(0x8d, 0, 0, 0, 0, 0, 1, 0, 0), "left");
        yield return Pickle("bytes-size", P(3).Op("B\xff\xff\xff\x7f"), "left");
        yield return Pickle("huge-long", P().Raw(0x8b, 0xff, 0xff, 0xff, 0x7f), "LONG4");
        yield return Pickle("text-not-utf8", P().Op("X\x02\0\0\0\xc3\x28"), "UTF-8");

        // Shapes that grow or never end.
        yield return Pickle("billion-laughs", Doubled(P().Op("}"), 60, "h\0h\0\x86q\0"), "counted with repetitions");
        yield return Pickle("list-in-itself", P().Op("]q\0h\0a"), "contains itself");
        yield return Pickle("dict-in-itself", P().Op("}q\0").Text("x").Op("h\0s"), "contains itself");
        yield return Pickle("deep-lists", P().Op(new string(']', 20_000) + new string('a', 19_999)), "deeper");
        yield return Pickle("deep-tuples", P().Op(")" + new string('\x85', 20_000)), "deeper");
        yield return Pickle(
            "long-tensor-name", P().Op("}").Text(new string('n', 2_000)).Tensor("FloatStorage", "0", 2, 0, [2], [1]).Op("s"), "MaxNameLength");
        yield return Pickle(
            "same-name-twice",
            P().Op("}(").Text("x").Tensor("FloatStorage", "0", 2, 0, [2], [1]).Text("x").Tensor("FloatStorage", "0", 2, 0, [2], [1]).Op("u"),
            "two tensors named 'x'");

        // Broken order.
        yield return Pickle("stack-underflow", P().Op("R"), "more values than there are");
        yield return Pickle("below-mark", P().Op("](a"), "more values than there are");
        yield return Pickle("no-mark", P().Op("]e"), "never set");
        yield return Pickle("memo-unset", P().Op("h\x07"), "memo 7");
        yield return Pickle("append-to-dict", P().Op("}Na"), "APPEND");
        yield return Pickle("setitem-on-list", P().Op("]NNs"), "SETITEM");
        yield return Pickle("odd-items", P().Op("}(NNNu"), "without a value");
        yield return Pickle("not-an-opcode", P().Raw(0xfe), "0xFE");
        yield return Pickle("two-pickles", P().Op("}.").Raw(0x80, 2).Global("os", "system"), "left");
        yield return Pickle("protocol-0", P(0).Op("}"), "protocol 2 to 5");
        yield return new Attack("no-stop.pt", PyTorchWriter.File(P().Op("}").Unfinished()), "ends in the middle");
        yield return new Attack("empty-pickle.pt", PyTorchWriter.File([]), "ends in the middle");
    }

    private static PickleBuilder P(byte protocol = 2) => new(protocol);

    // Two stored floats are there for those that need a tensor.
    private static Attack Pickle(string name, PickleBuilder pickle, string? refused) =>
        new(name + ".pt", PyTorchWriter.File(pickle.Stop(), storages: new byte[8]), refused);

    private static PickleBuilder Doubled(PickleBuilder pickle, int times, string doubling)
    {
        // Each round replaces memo 0 by a pair of itself and pops it; the last stays.
        pickle.Op("0Nq\0");
        for (int i = 0; i < times; i++)
        {
            pickle.Op("0" + doubling);
        }

        return pickle;
    }
}
