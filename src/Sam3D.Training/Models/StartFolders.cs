using Sam3D.Conversion;
using Sam3D.Export;

namespace Sam3D.Training;

/// <summary>Puts checkpoint folders together.</summary>
internal static class StartFolders
{
    /// <summary>Copies YAML files and weights; later folders go over earlier ones, and numbers of <c>pipeline.yaml</c> that belong to weights go with them.</summary>
    /// <param name="folders">The folders, in order.</param>
    /// <param name="target">The folder to copy into, which is there.</param>
    /// <exception cref="TrainingException">A folder is missing, or none has a pipeline.yaml.</exception>
    public static void Copy(IReadOnlyList<string> folders, string target)
    {
        foreach (string source in folders)
        {
            if (!Directory.Exists(source))
            {
                throw new TrainingException($"There is no checkpoint folder '{source}' to start from; train what makes it first, or correct its name.");
            }

            foreach (string file in Directory.EnumerateFiles(source).Where(f => Path.GetExtension(f) is ".yaml" or ".safetensors").Order(StringComparer.Ordinal))
            {
                AtomicFile.Write(Path.Combine(target, Path.GetFileName(file)), stream =>
                {
                    using FileStream input = File.OpenRead(file);
                    input.CopyTo(stream);
                });
            }
        }

        if (!File.Exists(Path.Combine(target, CheckpointFolder.PipelineFile)))
        {
            throw new TrainingException($"None of the folders to start from ({string.Join(", ", folders)}) has a {CheckpointFolder.PipelineFile}; name one that has.");
        }

        PipelineFile.KeepTrained(target, folders);
    }
}
