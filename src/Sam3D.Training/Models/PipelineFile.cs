using System.Text;
using Sam3D.Conversion;
using Sam3D.Export;

namespace Sam3D.Training;

/// <summary>Changes lines of a <c>pipeline.yaml</c> and leaves all others, comments too, as they are.</summary>
internal static class PipelineFile
{
    // Keys whose values were measured on weights, or trained into them, with the file that they go with.
    private static readonly (string Key, string Weights)[] Trained =
        [("slat_mean", "slat_encoder"), ("slat_std", "slat_encoder"), ("ss_shortcut", "ss_generator"), ("ss_inference_steps", "ss_generator")];

    /// <summary>Takes values that belong to weights from the last of several folders that has these weights.</summary>
    /// <param name="folder">The checkpoint folder that was put together.</param>
    /// <param name="sources">The folders that it was put together of, in order.</param>
    public static void KeepTrained(string folder, IReadOnlyList<string> sources)
    {
        var values = new List<(string Key, string Value)>();
        foreach ((string key, string weights) in Trained)
        {
            string? source = sources.LastOrDefault(
                s => File.Exists(Path.Combine(s, weights + ".safetensors")) && File.Exists(Path.Combine(s, CheckpointFolder.PipelineFile)));
            string? line = source is null
                ? null
                : File.ReadLines(Path.Combine(source, CheckpointFolder.PipelineFile), Encoding.UTF8).FirstOrDefault(l => l.StartsWith(key + ":", StringComparison.Ordinal));
            if (line is not null)
            {
                values.Add((key, line[(key.Length + 1)..].Trim()));
            }
        }

        Set(folder, [.. values]);
    }

    /// <summary>Sets keys of the top level.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="values">Keys and values in YAML.</param>
    public static void Set(string folder, params (string Key, string Value)[] values)
    {
        string path = Path.Combine(folder, CheckpointFolder.PipelineFile);
        List<string> lines = [.. File.ReadAllLines(path, Encoding.UTF8)];
        foreach ((string key, string value) in values)
        {
            string line = $"{key}: {value}";
            int at = lines.FindIndex(l => l.StartsWith(key + ":", StringComparison.Ordinal));
            if (at >= 0)
            {
                lines[at] = line;
            }
            else
            {
                lines.Add(line);
            }
        }

        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")));
    }
}
