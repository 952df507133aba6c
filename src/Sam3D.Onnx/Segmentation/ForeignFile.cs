using Sam3D.Bundles;

namespace Sam3D.Segmentation;

/// <summary>An ONNX file without a manifest. It may read weights from files beside it whose names begin with its own, and from no others.</summary>
internal static class ForeignFile
{
    /// <summary>Checks a file and describes it for loading.</summary>
    /// <exception cref="BundleException">The file cannot be read, is no ONNX file, or reads other files.</exception>
    public static StageModel Open(string path)
    {
        string label = MessageText.OneLine(path);
        try
        {
            string full = Path.GetFullPath(path), name = Path.GetFileName(full), stem = Path.GetFileNameWithoutExtension(full);
            string[] beside =
            [
                .. Directory.EnumerateFiles(Path.GetDirectoryName(full)!).Select(f => Path.GetFileName(f))
                    .Where(f => f != name && f.StartsWith(stem, StringComparison.Ordinal)),
            ];
            using (FileStream stream = File.OpenRead(full))
            {
                ExternalData.ThrowIfOutside(stream, beside, label);
            }

            return StageModel.FromFile(full, new StageSpec { File = name, DataFiles = beside, Inputs = [], Outputs = [] }, label);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{label} cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}): give the ONNX file of the model.", e);
        }
    }
}
