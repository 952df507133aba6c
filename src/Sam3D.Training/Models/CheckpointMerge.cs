using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Sam3D.Conversion;

namespace Sam3D.Training;

/// <summary>Puts what several phases of training delivered into one checkpoint folder, with weights as wide as they were or in float16.</summary>
public static class CheckpointMerge
{
    private const float LargestHalf = 65504;

    /// <summary>Writes the folder.</summary>
    /// <param name="folders">Checkpoint folders, later ones over earlier ones; numbers of <c>pipeline.yaml</c> that belong to weights go with the weights.</param>
    /// <param name="output">The folder to make; new or empty.</param>
    /// <param name="half">Whether float32 weights become float16, rounded to nearest.</param>
    /// <param name="cancellationToken">Honoured between files; nothing is left behind.</param>
    /// <exception cref="ArgumentException">No folder is given.</exception>
    /// <exception cref="TrainingException">A folder is missing, or none has a <c>pipeline.yaml</c>.</exception>
    /// <exception cref="CheckpointException">A file cannot be read, or a weight is beyond the range of float16.</exception>
    /// <exception cref="ExportException">The folder holds something, or cannot be written.</exception>
    public static void Write(IReadOnlyList<string> folders, string output, bool half = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (folders.Count == 0)
        {
            throw new ArgumentException("No checkpoint folder is given.", nameof(folders));
        }

        using var folder = new AtomicFolder(output);
        folder.Guard("cannot be written", () =>
        {
            StartFolders.Copy(folders, folder.Path);
            foreach (string file in half ? Directory.GetFiles(folder.Path, "*.safetensors").Order(StringComparer.Ordinal) : (IEnumerable<string>)[])
            {
                cancellationToken.ThrowIfCancellationRequested();
                Narrow(file);
            }
        });
        cancellationToken.ThrowIfCancellationRequested();
        folder.Complete();
    }

    private static void Narrow(string file)
    {
        string narrow = file + ".fp16";
        using (SafetensorsFile source = SafetensorsFile.Open(file))
        {
            SafetensorsWriter.Write(narrow, source.Tensors.Values.Select(t => t.Type == CheckpointType.Float32
                ? (t with { Type = CheckpointType.Float16 }, stream => WriteHalf(source, t.Name, file, stream))
                : (t, (Action<Stream>)(stream => CopyTensor(source, t.Name, stream)))));
        }

        File.Move(narrow, file, overwrite: true);
    }

    private static void WriteHalf(SafetensorsFile source, string name, string file, Stream stream)
    {
        float[] values = source.ReadSingle(name);
        float largest = values.Length == 0 ? 0 : TensorPrimitives.MaxMagnitude<float>(values);
        if (!(Math.Abs(largest) <= LargestHalf))
        {
            throw new CheckpointException(
                $"{Path.GetFileName(file)}: tensor '{name}' holds {largest}, expected magnitudes up to {LargestHalf} for float16; keep float32, or train the weights anew.");
        }

        Half[] narrow = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, narrow);
        stream.Write(MemoryMarshal.AsBytes<Half>(narrow));
    }

    private static void CopyTensor(SafetensorsFile source, string name, Stream stream)
    {
        using Stream bytes = source.OpenRead(name);
        bytes.CopyTo(stream);
    }
}
