using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>Writes a recorded graph; one tensor is in memory at a time.</summary>
internal static class OnnxModelWriter
{
    private const int IrVersion = 9;

    // Tensors below this stay inside of the graph, where shape inference and constant folding see them.
    private const long MinExternalBytes = 1024;

    // Memory-mapped tensors must start on a page.
    private const int PageAlignment = 4096;
    private const int SmallAlignment = 64;
    private const int ChunkFloats = 1 << 18;

    /// <summary>Writes the graph with all tensors inside.</summary>
    public static void WriteInline(OnnxGraphBuilder builder, Stream stream)
    {
        ModelProto model = CreateModel(builder);
        foreach (GraphTensor tensor in builder.Tensors)
        {
            model.Graph.Initializer.Add(Inline(tensor));
        }

        model.WriteTo(stream);
    }

    /// <summary>Writes the graph, and its large tensors to a second stream.</summary>
    /// <param name="builder">The graph.</param>
    /// <param name="stream">Takes the graph.</param>
    /// <param name="data">Takes the tensors; must be at its start.</param>
    /// <param name="dataName">File name of <paramref name="data"/>, stored in the graph.</param>
    /// <param name="cancellationToken">Honoured between tensors.</param>
    public static void WriteExternal(
        OnnxGraphBuilder builder, Stream stream, Stream data, string dataName, CancellationToken cancellationToken = default)
    {
        ModelProto model = CreateModel(builder);
        long position = 0;
        foreach (GraphTensor tensor in builder.Tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tensor.Bytes < MinExternalBytes)
            {
                model.Graph.Initializer.Add(Inline(tensor));
                continue;
            }

            int alignment = tensor.Bytes >= PageAlignment ? PageAlignment : SmallAlignment;
            long offset = (position + alignment - 1) / alignment * alignment;
            data.Write(new byte[offset - position]);
            WriteValues(tensor, data);
            position = offset + tensor.Bytes;
            TensorProto proto = Describe(tensor);
            proto.DataLocation = TensorProto.Types.DataLocation.External;
            proto.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = dataName });
            proto.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset.ToString(CultureInfo.InvariantCulture) });
            proto.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = tensor.Bytes.ToString(CultureInfo.InvariantCulture) });
            model.Graph.Initializer.Add(proto);
        }

        model.WriteTo(stream);
    }

    private static ModelProto CreateModel(OnnxGraphBuilder builder) => new()
    {
        IrVersion = IrVersion,
        ProducerName = "Sam3D",
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = OnnxGraphBuilder.Opset },
            new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 },
        },
        Graph = builder.Graph.Clone(),
    };

    private static TensorProto Inline(GraphTensor tensor)
    {
        using var values = new MemoryStream(checked((int)tensor.Bytes));
        WriteValues(tensor, values);
        TensorProto proto = Describe(tensor);
        proto.RawData = UnsafeByteOperations.UnsafeWrap(values.GetBuffer().AsMemory(0, (int)values.Length));
        return proto;
    }

    private static TensorProto Describe(GraphTensor tensor) =>
        new() { Name = tensor.Name, DataType = (int)tensor.Element, Dims = { tensor.Shape } };

    private static void WriteValues(GraphTensor tensor, Stream stream)
    {
        if (tensor.Write is { } write)
        {
            write(stream);
            return;
        }

        float[] values = tensor.Read();
        if (values.LongLength != tensor.Count)
        {
            throw new InvalidOperationException($"Tensor '{tensor.Name}' gave {values.Length} values instead of {tensor.Count}.");
        }

        if (tensor.Transpose)
        {
            WriteTransposed(values, tensor, stream);
        }
        else
        {
            for (int start = 0; start < values.Length; start += ChunkFloats)
            {
                WriteChunk(values.AsSpan(start, Math.Min(ChunkFloats, values.Length - start)), tensor, stream);
            }
        }
    }

    /// <summary>Writes a [columns, rows] matrix as [rows, columns] in chunks of rows, so that no second copy of it is held.</summary>
    private static void WriteTransposed(float[] values, GraphTensor tensor, Stream stream)
    {
        int rows = (int)tensor.Shape[0], columns = (int)tensor.Shape[1];
        int rowsAtOnce = Math.Clamp(ChunkFloats / Math.Max(columns, 1), 1, rows);
        float[] chunk = ArrayPool<float>.Shared.Rent(rowsAtOnce * columns);
        try
        {
            for (int start = 0; start < rows; start += rowsAtOnce)
            {
                int count = Math.Min(rowsAtOnce, rows - start);
                for (int c = 0; c < columns; c++)
                {
                    ReadOnlySpan<float> source = values.AsSpan((c * rows) + start, count);
                    for (int r = 0; r < count; r++)
                    {
                        chunk[(r * columns) + c] = source[r];
                    }
                }

                WriteChunk(chunk.AsSpan(0, count * columns), tensor, stream);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(chunk);
        }
    }

    private static void WriteChunk(ReadOnlySpan<float> values, GraphTensor tensor, Stream stream)
    {
        if (tensor.Element != GraphElement.Float16)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        NarrowRange.ThrowIfBeyond(values, NarrowRange.Half, tensor, "float16");
        Half[] halves = ArrayPool<Half>.Shared.Rent(values.Length);
        try
        {
            TensorPrimitives.ConvertToHalf(values, halves);
            stream.Write(MemoryMarshal.AsBytes(halves.AsSpan(0, values.Length)));
        }
        finally
        {
            ArrayPool<Half>.Shared.Return(halves);
        }
    }
}
