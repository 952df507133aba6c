namespace Sam3D.Conversion;

/// <summary>Opens checkpoints of any format that is read.</summary>
public static class CheckpointFile
{
    /// <summary>Opens a checkpoint by its first bytes, whatever its ending: safetensors, or PyTorch's zip format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see cref="CheckpointReadOptions.Default"/> when null.</param>
    /// <returns>The open checkpoint, to be disposed by the caller.</returns>
    /// <exception cref="CheckpointException">The file is missing, of another format (which is named when it is known), or refused by its reader.</exception>
    public static ICheckpoint Open(string path, CheckpointReadOptions? options = null)
    {
        CheckpointSource source = CheckpointSource.Open(path);
        try
        {
            options ??= CheckpointReadOptions.Default;
            CheckpointFormat.RefuseForeign(source);
            return CheckpointFormat.IsZip(source) ? PyTorchFile.Open(source, options)
                : CheckpointFormat.MayBeSafetensors(source) ? SafetensorsFile.Open(source, options)
                : throw source.Refuse("is neither a safetensors file nor a PyTorch zip file by its first bytes; check the path, or fetch the file again");
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
