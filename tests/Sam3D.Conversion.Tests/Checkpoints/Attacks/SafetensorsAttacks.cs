using System.Buffers.Binary;
using System.Text;

namespace Sam3D.Conversion.Tests;

/// <summary>Safetensors files whose header lies. Each has 16 bytes of data unless it says otherwise.</summary>
internal static class SafetensorsAttacks
{
    private const string Whole = "\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}";

    public static IEnumerable<Attack> All()
    {
        yield return Length("length-beyond-file", 1_000, "1000 bytes");
        yield return Length("length-all-ones", ulong.MaxValue, "18446744073709551615");
        yield return Length("length-negative", 1UL << 63, "9223372036854775808");
        yield return Length("length-zero", 0, "not valid JSON");
        yield return Length("length-cuts-json", 20, "not valid JSON");

        yield return Header("not-an-object", "[1]", "neither");
        yield return Header("not-json", "{abc}", "not valid JSON");
        yield return Header("two-objects", "{}{}", "not valid JSON");
        yield return Header("deep-json", "{\"a\":" + new string('[', 5_000) + new string(']', 5_000) + "}", "tensor 'a'");
        yield return Header("deep-metadata", "{\"__metadata__\":{\"a\":" + new string('[', 5_000) + new string(']', 5_000) + "}}", "__metadata__");
        yield return Header("not-utf8", Encoding.Latin1.GetString([(byte)'{', (byte)'"', 0xc3, 0x28, (byte)'"', (byte)':', (byte)'{', (byte)'}', (byte)'}']), "not valid JSON");
        yield return Header("half-surrogate", "{\"\\ud800\":{}}", "not valid JSON");
        yield return Header("tensor-is-list", "{\"a\":[]}", "tensor 'a'");
        yield return Header("no-dtype", "{\"a\":{\"shape\":[4],\"data_offsets\":[0,16]}}", "tensor 'a'");
        yield return Header("unknown-field", "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16],\"exec\":\"x\"}}", "'exec'");
        yield return Header("metadata-is-list", "{\"__metadata__\":[]," + Whole + "}", "__metadata__");
        yield return Header("metadata-number", "{\"__metadata__\":{\"k\":1}," + Whole + "}", "'k'");
        yield return Header("metadata-twice", "{\"__metadata__\":{},\"__metadata__\":{}," + Whole + "}", "twice");
        yield return Header("name-twice", "{" + Whole + "," + Whole + "}", "tensor 'a' stands twice");
        yield return Header("field-twice", "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}", "'dtype'");
        yield return Header("forged-line", "{\"a\\nall is well\\u202e\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,16]}}", "'a?all is well?'");
        yield return Header("long-tensor-name", "{\"" + new string('n', 4_000) + "\":{}}", "'nnnn");

        yield return Entry("unknown-type", "F8_E4M3", "[16]", "[0,16]", "'F8_E4M3'");
        yield return Entry("type-is-number", 4, "[4]", "[0,16]", "'dtype'");
        yield return Entry("shape-mismatch", "F32", "[5]", "[0,16]", "[5]");
        yield return Entry("shape-overflow", "F32", "[4611686018427387904,4611686018427387904]", "[0,16]", "overflows");
        yield return Entry("shape-wraps-to-size", "F32", "[4,4611686018427387905]", "[0,16]", "overflows");
        yield return Entry("shape-negative", "F32", "[-2,-2]", "[0,16]", "shape");
        yield return Entry("shape-fraction", "F32", "[4.5]", "[0,16]", "shape");
        yield return Entry("shape-too-large", "F32", "[99999999999999999999]", "[0,16]", "shape");
        yield return Entry("shape-is-text", "F32", "\"4\"", "[0,16]", "shape");
        yield return Entry("shape-rank-65", "F32", "[" + string.Join(",", Enumerable.Repeat(1, 65)) + "]", "[0,4]", "at most 64");
        yield return Entry("offsets-swapped", "F32", "[4]", "[16,0]", "[16, 0]");
        yield return Entry("offsets-three", "F32", "[4]", "[0,16,16]", "data_offsets");
        yield return Entry("offsets-beyond-file", "F32", "[8]", "[0,32]", "byte 32 of 16");
        yield return Entry("offsets-far", "F32", "[4]", "[9223372036854775791,9223372036854775807]", "9223372036854775807");
        yield return Entry("hole-before", "F32", "[3]", "[4,16]", "hole");
        yield return Entry("rest-unused", "F32", "[3]", "[0,12]", "end at byte 12");
        yield return Header(
            "overlap",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
            "overlap");
        yield return Header(
            "hole-between",
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
            "hole");
    }

    private static Attack Entry(string name, object dtype, string shape, string offsets, string refused) => Header(
        name,
        $"{{\"a\":{{\"dtype\":{(dtype is string ? $"\"{dtype}\"" : dtype)},\"shape\":{shape},\"data_offsets\":{offsets}}}}}",
        refused);

    private static Attack Header(string name, string json, string refused) => File(name, json, (ulong)json.Length, refused);

    private static Attack Length(string name, ulong length, string refused) => File(name, "{" + Whole + "}", length, refused);

    private static Attack File(string name, string json, ulong length, string refused)
    {
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        return new Attack(name + ".safetensors", [.. prefix, .. Attack.Latin(json), .. new byte[16]], refused);
    }
}
