using Sam3D.Text;

namespace Sam3D.Conversion;

/// <summary>The list of merges that a checkpoint with a text encoder needs beside it.</summary>
internal static class TokenizerFile
{
    /// <summary>Finds and checks the list.</summary>
    /// <param name="checkpointFile">The checkpoint.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="CheckpointException">There is none, or it is no such list.</exception>
    public static string Find(string checkpointFile)
    {
        string full = Path.GetFullPath(checkpointFile), folder = Path.GetDirectoryName(full)!;
        string? path = ((string[])[MergeList.FileName, MergeList.PlainName]).Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            throw new CheckpointException(
                $"{Path.GetFileName(full)} takes words, but its tokenizer file is not beside it: copy {MergeList.FileName} (folder sam3/assets of the official code) or {MergeList.PlainName} (published with the weights) into {Wording.Path(folder)}.");
        }

        try
        {
            MergeList.Read(path);
            return path;
        }
        catch (Exception e) when (e is BundleException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(Wording.Path(e.Message), e);
        }
    }
}
