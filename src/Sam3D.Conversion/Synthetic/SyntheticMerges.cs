using System.Text;
using Sam3D.Export;
using Sam3D.Text;

namespace Sam3D.Conversion;

/// <summary>A list of merges that stands in for the official one: as long and valid, but words are cut in other places.</summary>
internal static class SyntheticMerges
{
    /// <summary>Writes the list beside a synthetic checkpoint, unless a list is there.</summary>
    /// <param name="checkpointFile">The checkpoint.</param>
    /// <exception cref="ExportException">The file cannot be written.</exception>
    public static void WriteBeside(string checkpointFile)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(checkpointFile))!;
        if (((string[])[MergeList.FileName, MergeList.PlainName]).Any(name => File.Exists(Path.Combine(folder, name))))
        {
            return;
        }

        IEnumerable<string> pairs = from a in ByteTokens.All from b in ByteTokens.All select $"{a.Character} {b.Character}";
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(pairs.Take(MergeList.Count).Prepend("#version: 0.2").Select(line => line + "\n")));
        AtomicFile.Write(Path.Combine(folder, MergeList.PlainName), stream => stream.Write(text));
    }
}
