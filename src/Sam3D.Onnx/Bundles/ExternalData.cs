using System.Text;

namespace Sam3D.Bundles;

/// <summary>
/// Finds the files that an ONNX graph keeps its tensors in. A graph is hostile until proven otherwise: one that names any file that the
/// manifest does not list (and that was therefore not verified) is refused before ONNX Runtime sees it.
/// </summary>
/// <remarks>
/// Only the messages that can lead to a <c>TensorProto</c> are followed, by the field numbers of <c>onnx.proto</c>; everything else,
/// tensor data above all, is skipped without being read.
/// </remarks>
internal static class ExternalData
{
    private const int MaxDepth = 100;
    private const int MaxEntryBytes = 4096;

    private enum Message
    {
        None,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        Function,
        Training,
        ExternalEntry,
    }

    private enum Wire
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    /// <summary>Refuses a graph with tensors in files other than the given ones.</summary>
    /// <param name="model">The ONNX file from its start; must seek.</param>
    /// <param name="allowed">Plain file names.</param>
    /// <param name="label">What to call the graph in messages.</param>
    /// <exception cref="BundleException">The graph names another file, or is no ONNX file.</exception>
    public static void ThrowIfOutside(Stream model, IReadOnlyCollection<string> allowed, string label)
    {
        try
        {
            Walk(model, Message.Model, model.Length, 0, location =>
            {
                if (!allowed.Contains(location))
                {
                    throw new BundleException(
                        $"{label} reads tensors from {MessageText.Quote(location)}, which the manifest does not list as a data file of the stage: convert the bundle again, or do not trust it.");
                }
            });
        }
        catch (InvalidDataException e)
        {
            throw new BundleException($"{label} is not a valid ONNX file ({e.Message}): convert or download the bundle again.", e);
        }
    }

    private static Message Child(Message parent, ulong field) => (parent, field) switch
    {
        (Message.Model, 7) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) => Message.Node,
        (Message.Graph, 5) => Message.Tensor,
        (Message.Graph, 15) => Message.SparseTensor,
        (Message.Node, 5) => Message.Attribute,
        (Message.Attribute, 5 or 10) => Message.Tensor,
        (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Attribute, 22 or 23) => Message.SparseTensor,
        (Message.SparseTensor, 1 or 2) => Message.Tensor,
        (Message.Function, 7) => Message.Node,
        (Message.Function, 11) => Message.Attribute,
        (Message.Training, 1 or 2) => Message.Graph,
        (Message.Tensor, 13) => Message.ExternalEntry,
        _ => Message.None,
    };

    private static void Walk(Stream stream, Message message, long end, int depth, Action<string> found)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"nested deeper than {MaxDepth} levels");
        }

        while (stream.Position < end)
        {
            ulong tag = ReadTag(stream, end);
            switch ((Wire)(tag & 7))
            {
                case Wire.Varint: ReadVarint(stream, end); break;
                case Wire.Fixed64: Skip(stream, 8, end); break;
                case Wire.Fixed32: Skip(stream, 4, end); break;
                case Wire.Bytes:
                    ulong length = ReadVarint(stream, end);
                    if (length > (ulong)(end - stream.Position))
                    {
                        throw new InvalidDataException($"a field at byte {stream.Position} is longer than its message");
                    }

                    Message child = Child(message, tag >> 3);
                    if (child == Message.None)
                    {
                        Skip(stream, (long)length, end);
                    }
                    else if (child == Message.ExternalEntry)
                    {
                        ReadEntry(stream, stream.Position + (long)length, found);
                    }
                    else
                    {
                        Walk(stream, child, stream.Position + (long)length, depth + 1, found);
                    }

                    break;
                default: throw new InvalidDataException($"unknown wire type {tag & 7} at byte {stream.Position}");
            }
        }
    }

    /// <summary>A <c>StringStringEntryProto</c>: field 1 is the key, field 2 the value; they may come in any order.</summary>
    private static void ReadEntry(Stream stream, long end, Action<string> found)
    {
        string key = "", value = "";
        while (stream.Position < end)
        {
            ulong tag = ReadTag(stream, end);
            ulong length = ReadVarint(stream, end);
            if ((Wire)(tag & 7) != Wire.Bytes || length > MaxEntryBytes || (long)length > end - stream.Position)
            {
                throw new InvalidDataException($"the place of an external tensor at byte {stream.Position} cannot be read");
            }

            byte[] text = new byte[length];
            stream.ReadExactly(text);
            if (tag >> 3 == 1)
            {
                key = Encoding.UTF8.GetString(text);
            }
            else if (tag >> 3 == 2)
            {
                value = Encoding.UTF8.GetString(text);
            }
        }

        if (key == "location")
        {
            found(value);
        }
    }

    /// <summary>Parsers cut tags to 32 bits, so that a longer one could mean another field to them than it does here.</summary>
    private static ulong ReadTag(Stream stream, long end)
    {
        ulong tag = ReadVarint(stream, end);
        return tag is >= 8 and <= uint.MaxValue
            ? tag
            : throw new InvalidDataException($"unknown field at byte {stream.Position}");
    }

    private static ulong ReadVarint(Stream stream, long end)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int b = stream.Position < end ? stream.ReadByte() : -1;
            if (b < 0)
            {
                throw new InvalidDataException($"it ends early at byte {stream.Position}");
            }

            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException($"a number at byte {stream.Position} has more than 64 bits");
    }

    private static void Skip(Stream stream, long count, long end)
    {
        if (count > end - stream.Position)
        {
            throw new InvalidDataException($"it ends early at byte {stream.Position}");
        }

        stream.Seek(count, SeekOrigin.Current);
    }
}
