using System.Text;
using Sam3D.Conversion;
using Sam3D.Export;

namespace Sam3D.Training;

/// <summary>Changes lines of a <c>pipeline.yaml</c> and leaves all others, comments too, as they are.</summary>
internal static class PipelineFile
{
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
